"""Policy as data: dated, cited values and their resolver. ``policy.load("huancui-2024", files)``."""

from gongwei.policy.loading import defaults, load, plan_paths
from gongwei.policy.plan import Plan
from gongwei.policy.problems import PolicyError, Problem

__all__ = ["Plan", "PolicyError", "Problem", "defaults", "load", "plan_paths"]
