"""Many runs become a labelled, resumable result.

The order inside is `processes`, `executors`, `beside`, `program`, `cluster`, `recorded`, `questions`, `given`,
`statistics`, `variance`, `results`, `store`, `running`, `experiments`. What a result means is said in `analysis`, and
how it looks in `figures`.
"""
