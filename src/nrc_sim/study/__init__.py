"""Many runs become a labelled, resumable result.

The order inside is `processes`, `executors`, `beside`, `program`, `class_names`, `cluster`, `recorded`, `questions`,
`given`, `statistics`, `variance`, `results`, `store`, `running`, `experiments`. Intervals and histograms are in
`statistics`; `variance` tells the variance between parameter sets from that of finite runs; `store` keeps folders, and
locks them.
What a result means is said in `analysis`, and how it looks in `figures`.
"""
