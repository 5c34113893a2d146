"""Work on a Dask cluster: one more executor, for this machine or many; only here Dask is imported."""

from nrc_sim.study.cluster.connecting import use_cluster

__all__ = ["use_cluster"]
