"""How far the model can be trusted: observed series, claims, calibration, hindcasts, scores, and their pages.

The order inside is `panel`, `observed`, `backtest`, `events`, `claims`, `calibration`, `hindcast`, `assimilation`,
`forecasting`, `sealing`, `scorecard`, `validation`, `renewal`.
"""
