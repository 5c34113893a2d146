"""A track record: forecasts sealed before it is known what happens, and scored when it is.

The order inside is `ledger`, `sealing`, `conduct`, `outcomes`.
"""
