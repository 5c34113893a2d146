"""Models and agents with rules of somebody's own."""

import gc
import weakref

from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.model.agents import Member, OutsidePower
from nrc_sim.engine.model.institution import Alliance

SEED = 2013
ROLES = {"outside_class": OutsidePower, "member_class": Member, "alliance_class": Alliance}


class CalmMember(Member):
    """A member that never answers in kind."""

    def intend(self) -> None:
        self.intended = [0.0] * len(self.pairs)


class CalmModel(RelationshipModel):
    member_class = CalmMember


def test_a_subclass_can_name_agents_with_a_rule_of_their_own():
    plain, calm = (kind("baseline", seed=SEED, run=2) for kind in (RelationshipModel, CalmModel))
    assert calm.export_state().tobytes() == plain.export_state().tobytes()
    for model in (plain, calm):
        for _ in range(12):
            model.step()
    assert [type(member) for member in calm.members] == [CalmMember] * 28
    assert {conduct for member in calm.members for conduct in member.conduct} == {0.0}
    assert plain.members[5].conduct != [0.0]
    assert calm.index != plain.index


def test_every_role_can_have_a_class_of_its_own():
    own = {name: type(f"Own{role.__name__}", (role,), {}) for name, role in ROLES.items()}
    model = type("OwnModel", (RelationshipModel,), own)("baseline", seed=SEED, run=2)
    assert type(model.outside) is own["outside_class"]
    assert {type(member) for member in model.members} == {own["member_class"]}
    assert type(model.alliance) is own["alliance_class"]
    plain = RelationshipModel("baseline", seed=SEED, run=2)
    for either in (model, plain):
        either.step()
    assert model.export_state().tobytes() == plain.export_state().tobytes()


def test_a_model_can_be_subclassed():
    class Listening(RelationshipModel):
        def score(self) -> None:
            super().score()
            self.heard = self.index

    model = Listening("baseline", run=1)
    model.step()
    plain = RelationshipModel("baseline", run=1)
    plain.step()
    assert model.heard == plain.index


def test_a_model_that_nobody_uses_any_more_is_forgotten_with_its_agents():
    models = [RelationshipModel("baseline", run=run) for run in range(3)]
    models[0].step()
    numbers = [[agent.unique_id for agent in model.agents] for model in models]
    assert numbers == [list(range(1, 1 + len(models[0].agents)))] * 3
    watched = [weakref.ref(model) for model in models]
    watched += [weakref.ref(model.members[5]) for model in models]
    models.clear()
    gc.collect()
    assert [found() for found in watched] == [None] * 6
