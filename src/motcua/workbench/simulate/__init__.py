"""A simulated province: citizens who file and officers who work, through the same services as real ones.

Nothing here writes a model (an import contract sees to it): what the simulation can make, a person can make.
"""

from motcua.workbench.simulate.engine import Outcome, Simulation
from motcua.workbench.simulate.world import World, world_of

__all__ = ["Outcome", "Simulation", "World", "world_of"]
