"""How far the model can be trusted: observed series, claims, calibration, hindcasts, scores, and their pages.

The order inside is `observed`, `panel`, `events`, `claims`, `calibration`, `hindcast`, `forecasting`, `scorecard`,
`validation`, `renewal`.
"""
