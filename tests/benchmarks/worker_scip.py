"""SCIP on a file, as it comes: threads for its linear problems, the asked gap, the time limit."""

from __future__ import annotations

from pyscipopt import SCIP_EVENTTYPE, Eventhdlr, Model

from benchmarks.events import Teller, keep_solution, order_of_arguments

EVENTS = (SCIP_EVENTTYPE.BESTSOLFOUND, SCIP_EVENTTYPE.DUALBOUNDIMPROVED, SCIP_EVENTTYPE.NODESOLVED)


class _Reporter(Eventhdlr):
    """Tells the parent process what SCIP holds."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller

    def eventinit(self) -> None:
        for event in EVENTS:
            self.model.catchEvent(event, self)

    def eventexit(self) -> None:
        for event in EVENTS:
            self.model.dropEvent(event, self)

    def eventexec(self, _: object) -> None:
        self._teller.standing(self.model.getPrimalbound(), self.model.getDualbound())


def main() -> None:
    """Do what the arguments ask for."""
    order, teller = order_of_arguments(), Teller()
    model = Model()
    model.hideOutput()
    model.readProblem(order.file)
    model.setParam("limits/gap", order.gap)
    model.setParam("limits/time", order.time_limit_seconds - teller.seconds)
    model.setParam("randomization/randomseedshift", order.seed)
    model.setParam("lp/threads", order.threads)
    model.includeEventhdlr(_Reporter(teller), "reporter", "tells what is held")
    model.optimize()
    held = model.getNSols() > 0
    teller.standing(model.getPrimalbound() if held else None, model.getDualbound())
    if held:
        best = model.getBestSol()
        values = {variable.name: model.getSolVal(best, variable) for variable in model.getVars()}
        keep_solution(order, [values[f"c{number}"] for number in range(len(values))])
    teller.end(model.getStatus(), f"SCIP {model.version()}", nodes=model.getNNodes())


if __name__ == "__main__":
    main()
