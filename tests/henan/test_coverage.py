"""Every word of both documents is under a rule, or marked as carrying no norm, with the reason."""

from policy_rules.cli import main
from policy_rules.ruleset.coverage import coverage


def test_nothing_is_left_over_and_every_norm_has_its_rule(henan, capsys):
    found = coverage(henan.model)
    assert [(c.heading, c.pieces) for c in found.clauses if c.left_over] == []
    assert found.unruled == ()
    assert found.uncatalogued == ()
    assert found.stray == ()
    assert found.faults == ()
    assert sum(c.ruled for c in found.clauses) > 20_000
    assert main(["coverage", "henan"]) == 0
    assert "norms without a rule: 0" in capsys.readouterr().out


def test_a_rule_taken_away_leaves_its_words_over(henan):
    from attrs import evolve

    model = henan.model
    clauses = tuple(evolve(c, rules=tuple(r for r in c.rules if r != "ip-14-s8")) for c in model.clauses)
    rules = {k: r for k, r in model.rules.items() if k != "ip-14-s8"}
    found = coverage(evolve(model, clauses=clauses, rules=rules))
    assert found.unruled == ("ip-14-s8",)
    assert not found.whole
    (clause,) = [c for c in found.clauses if c.left_over]
    assert "".join(clause.pieces) == "从事一线执法工作的人员编制原则上不低于全部人员编制的80"
