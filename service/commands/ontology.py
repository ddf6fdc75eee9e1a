"""``ontology``: is the ontology sound?"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..cli.groups import group
from ..cli.options import FailOption, JsonOption, OutputOption, QuietOption, VerboseOption
from ..cli.terminal import Terminal, counted, output, print_json

if TYPE_CHECKING:
    from ...graph.reasoning.report import OntologyFinding

_GRAVITY = ("violation", "warning", "info")

PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATHS", help="Turtle files and folders.", show_default="the ontology of this program"),
]
ReasonerOption = Annotated[
    bool, typer.Option("--reasoner/--no-reasoner", help="Look for contradictions with HermiT, which needs Java.")
]


def attach(app: typer.Typer, words: Collection[str]) -> None:
    """Add the verb to the program."""
    ontology = group("Check the ontology.")
    ontology.command("check")(check)
    app.add_typer(ontology, name="ontology")


def check(
    paths: PathsArgument = None,
    reasoner: ReasonerOption = True,
    fail_on: FailOption = "violation",
    output_file: OutputOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check that the ontology contradicts itself nowhere, stays in its OWL profile, and describes every term.

    A reasoner looks for inconsistency and for classes that can have no member; without Java the exit code is 4. The
    quality queries look for missing labels and definitions, wrong namespaces, and the like.
    """
    from ...graph.reasoning.ontology import check_ontology

    report = check_ontology(paths or (), reasoner=reasoner)
    if as_json:
        findings = [finding._asdict() for finding in report.findings]
        print_json({"profiles": report.profiles, "reasoned": report.reasoned, "findings": findings}, output_file)
    else:
        with output(output_file) as stream:
            stream.writelines(_line(finding) for finding in report.findings)
    counts = ", ".join(counted(number, severity) for severity, number in report.counts.items() if number)
    reasoned = "consistent, no unsatisfiable class" if report.reasoned else "not reasoned over"
    if any(finding.check in ("consistency", "satisfiability", "reasoner") for finding in report.findings):
        reasoned = "the reasoner objects"
    Terminal(verbose=verbose, quiet=quiet).say(
        f"{report.statements} statements in {counted(report.files, 'file')}: {counts or 'no findings'}; {reasoned}; "
        f"within {' and '.join(report.profiles) or 'no profile of OWL 2'}"
    )
    if fail_on != "none" and any(
        _GRAVITY.index(finding.severity) <= _GRAVITY.index(fail_on) for finding in report.findings
    ):
        raise typer.Exit(1)


def _line(finding: OntologyFinding) -> str:
    about = " ".join(part for part in (finding.entity, finding.property, finding.value) if part)
    where = f"{finding.where}: " if finding.where else ""
    return (
        f"{where}{finding.severity} {finding.check}: {about + ': ' if about else ''}{finding.what} {finding.remedy}\n"
    )
