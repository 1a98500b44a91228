"""The terminal's door: the same jobs without a browser. `python cli.py --help` lists them.

Exit status: 0 done; 1 the input has problems (all listed); 2 wrong usage, unreadable or unsafe input.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, cast, get_args

import numpy as np
import typer

from analysis import verify as worked_examples
from analysis.clustering.areal_result import ArealSettings
from analysis.clustering.groups import MIN_SITES
from analysis.clustering.ripley import CORRECTIONS, Correction
from analysis.clustering.settings import ClusterSettings, NullChoice, Weights
from analysis.clustering.spatial_weights import WeightsChoice
from analysis.clustering.study_units import UnitChoice
from analysis.errors import ParameterError, Problem, UnreadableError, YuantuError
from analysis.layout.city_indicators import UNITS
from analysis.layout.flows import MODELS, Decay, FlowModel, decay_parameter
from analysis.layout.network_input import MASSES, Mass
from analysis.layout.new_line import Line
from analysis.layout.potential import NORMALISATION, Normalisation
from analysis.layout.result import layout
from analysis.layout.score import PARTS
from analysis.layout.settings import LayoutSettings
from analysis.layout.travel import MODES, TravelMode
from analysis.siting.approach import METHODS, MethodId
from analysis.siting.location import TIME_LIMIT_S
from analysis.siting.location_places import ExistingChoice
from analysis.siting.location_study import Objective
from analysis.siting.matrix import MISSING_POLICIES, MissingPolicy
from analysis.study import Study
from layers.catalog import LAYERS
from layers.read import ROOT, FileReport, StudyReading, check_file, read_study
from ui import terminal as output
from ui import terminal_cluster, terminal_layout, terminal_locate, terminal_sites
from ui.cluster_job import cluster_in_file, cluster_in_study
from ui.locate_job import LocateOptions, answer
from ui.sites_job import NORMALISATIONS, SiteOptions, compare
from ui.siting.grid_file import why_not, write_grid
from ui.text import LANGUAGES, Text

NULL_CHOICES = ("land", "settlement", "both")
UNIT_CHOICES = get_args(UnitChoice)
NEIGHBOUR_CHOICES = get_args(WeightsChoice)
MODE_CHOICES = get_args(TravelMode)
DECAY_CHOICES = get_args(Decay)
NORMALISATION_CHOICES = get_args(Normalisation)


@dataclass(frozen=True)
class Settings:
    """What stands before the command."""

    study: Path
    text: Text


JsonOption = Annotated[bool, typer.Option("--json", help="cli.help_json")]
SeedOption = Annotated[int, typer.Option(help="cli.help_seed", min=0)]

# Helps are keys of the text catalogue until `_in_language` puts the words in their place.
app = typer.Typer(help="cli.help", add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@app.callback()
def settings(
    context: typer.Context,
    study: Annotated[Path, typer.Option(help="cli.help_study", show_default=False)] = ROOT,
    lang: Annotated[str, typer.Option(help="cli.help_lang")] = LANGUAGES[0],
) -> None:
    """Keep what stands before the command."""
    _require_choice("--lang", lang, LANGUAGES, Text(lang))
    context.obj = Settings(study, Text(lang))


@app.command("layers", help="cli.help_layers")
def layers_command(context: typer.Context, as_json: JsonOption = False) -> None:
    """List every layer of the study."""
    reading = _reading(context.obj)
    rows = [output.layer_row(layer, reading, context.obj.text) for layer in LAYERS]
    _report(reading.problems, context.obj.text)
    output.show({"layers": rows}, output.layer_lines, context.obj.text, as_json=as_json)
    raise typer.Exit(1 if reading.broken else 0)


@app.command("check", help="cli.help_check")
def check_command(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="cli.help_files")],
    as_json: JsonOption = False,
) -> None:
    """Read and check files."""
    reports = [check_file(path) for path in files]
    rows = [output.report_row(report, context.obj.text) for report in reports]
    output.show({"files": rows}, output.check_lines, context.obj.text, as_json=as_json)
    raise typer.Exit(_check_status(reports))


@app.command("cluster", help="cli.help_cluster")
def cluster_command(
    context: typer.Context,
    sites: Annotated[str, typer.Option(help="cli.help_sites")] = "parks",
    area: Annotated[Path | None, typer.Option(help="cli.help_area")] = None,
    null: Annotated[str, typer.Option(help="cli.help_null")] = "both",
    correction: Annotated[str, typer.Option(help="cli.help_correction")] = "translation",
    simulations: Annotated[int, typer.Option(help="cli.help_simulations", min=1, max=99_999)] = 999,
    r_m: Annotated[str, typer.Option("--r-m", help="cli.help_r_m", show_default=False)] = "",
    radius_m: Annotated[float | None, typer.Option("--radius-m", help="cli.help_radius_m", show_default=False)] = None,
    min_sites: Annotated[int, typer.Option(help="cli.help_min_sites")] = MIN_SITES,
    weights: Annotated[str, typer.Option(help="cli.help_cluster_weights", show_default=False)] = "",
    units: Annotated[str, typer.Option(help="cli.help_units")] = "districts",
    neighbours: Annotated[str, typer.Option(help="cli.help_neighbours")] = "contiguity",
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Tell how clustered the sites are."""
    _require_choice("--null", null, NULL_CHOICES, context.obj.text)
    _require_choice("--correction", correction, CORRECTIONS, context.obj.text)
    chosen = ClusterSettings(
        null=cast(NullChoice, null),
        simulations=simulations,
        correction=cast(Correction, correction),
        r_m=_numbers("--r-m", r_m, context.obj.text),
        radius_m=radius_m,
        min_sites=min_sites,
        weights=_weights("--weights", weights, context.obj.text),
    )
    _require_choice("--units", units, UNIT_CHOICES, context.obj.text)
    _require_choice("--neighbours", neighbours, NEIGHBOUR_CHOICES, context.obj.text)
    asked = ArealSettings(units=cast(UnitChoice, units), weights=cast(WeightsChoice, neighbours))
    with output.progress(context.obj.text) as progress:
        if area is None:
            study = _reported_study(context.obj)
            content = cluster_in_study(study, sites, chosen, asked, seed, progress, text=context.obj.text)
        else:
            content = cluster_in_file(sites, area, chosen, seed, progress, text=context.obj.text)
    output.show(content, terminal_cluster.cluster_lines, context.obj.text, as_json=as_json)


@app.command("layout", help="cli.help_layout")
def layout_command(
    context: typer.Context,
    mode: Annotated[str, typer.Option(help="cli.help_mode")] = "fastest",
    mass: Annotated[str, typer.Option(help="cli.help_mass")] = "population",
    model: Annotated[str, typer.Option(help="cli.help_model")] = "gravity",
    decay: Annotated[str, typer.Option(help="cli.help_decay")] = "power",
    parameter: Annotated[float | None, typer.Option(help="cli.help_parameter", show_default=False)] = None,
    line: Annotated[list[str] | None, typer.Option(help="cli.help_line", show_default=False)] = None,
    normalisation: Annotated[str, typer.Option(help="cli.help_normalisation")] = NORMALISATION,
    potential_weights: Annotated[str, typer.Option(help="cli.help_potential_weights", show_default=False)] = "",
    weights: Annotated[str, typer.Option(help="cli.help_layout_weights", show_default=False)] = "",
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Tell whether the order of tiers holds."""
    text = context.obj.text
    _require_choice("--mode", mode, MODE_CHOICES, text)
    _require_choice("--mass", mass, MASSES, text)
    _require_choice("--model", model, MODELS, text)
    _require_choice("--decay", decay, DECAY_CHOICES, text)
    _require_choice("--normalisation", normalisation, NORMALISATION_CHOICES, text)
    chosen = LayoutSettings(
        mode=cast(TravelMode, mode),
        mass=cast(Mass, mass),
        model=cast(FlowModel, model),
        decay=cast(Decay, decay),
        parameter=None if parameter is None else _parameter(decay, parameter, text),
        lines=tuple(_line(given, text) for given in line or ()),
        potential_weights=_known_weights("--potential-weights", potential_weights, tuple(UNITS), text),
        normalisation=cast(Normalisation, normalisation),
        weights=_known_weights("--weights", weights, PARTS, text),
    )
    reading = _reading(context.obj)
    _report(reading.problems, text)
    with output.progress(text) as progress:
        result = layout(reading.study, rng=np.random.default_rng(seed), settings=chosen, progress=progress)
    content = terminal_layout.layout_json(result, reading.study, context.obj.text)
    output.show(content, terminal_layout.layout_lines, context.obj.text, as_json=as_json)


@app.command("locate", help="cli.help_locate")
def locate_command(
    context: typer.Context,
    p: Annotated[int, typer.Option("--p", help="cli.help_p", show_default=False)],
    objective: Annotated[str, typer.Option(help="cli.help_objective", show_default=False)],
    candidates: Annotated[str | None, typer.Option(help="cli.help_candidates", show_default=False)] = None,
    demand: Annotated[str | None, typer.Option(help="cli.help_demand", show_default=False)] = None,
    existing: Annotated[str | None, typer.Option(help="cli.help_existing", show_default=False)] = None,
    cell_m: Annotated[float | None, typer.Option(help="cli.help_cell_m", show_default=False)] = None,
    radius_m: Annotated[float | None, typer.Option(help="cli.help_cover_radius_m", show_default=False)] = None,
    min_spacing_m: Annotated[float | None, typer.Option(help="cli.help_min_spacing_m", show_default=False)] = None,
    per_city: Annotated[int | None, typer.Option(help="cli.help_per_city", show_default=False)] = None,
    time_limit_s: Annotated[float, typer.Option(help="cli.help_time_limit_s")] = TIME_LIMIT_S,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Tell where the next sites should go."""
    text = context.obj.text
    _require_choice("--objective", objective, get_args(Objective), text)
    if existing is not None:
        _require_choice("--existing", existing, get_args(ExistingChoice), text)
    if objective == "coverage" and radius_m is None:
        raise typer.BadParameter(text("locate.radius_needed"), param_hint="--radius-m")
    if objective != "coverage" and radius_m is not None:
        typer.echo(text("locate.radius_unused"), err=True)
    options = LocateOptions(
        p=p,
        objective=cast(Objective, objective),
        candidates=candidates,
        demand=demand,
        existing=cast(ExistingChoice | None, existing),
        cell_m=cell_m,
        radius_m=radius_m,
        min_spacing_m=min_spacing_m,
        per_city=per_city,
        time_limit_s=time_limit_s,
    )
    with output.progress(text) as progress:
        found = answer(options, lambda: _reported_study(context.obj), np.random.default_rng(seed), progress)
    content = terminal_locate.locate_json(found, options, text)
    output.show(content, terminal_locate.locate_lines, text, as_json=as_json)


@app.command("sites", help="cli.help_compare")
def sites_command(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="cli.help_alternatives", show_default=False)] = None,
    townships: Annotated[bool, typer.Option("--townships", help="cli.help_townships")] = False,
    grid: Annotated[float | None, typer.Option(help="cli.help_grid", show_default=False)] = None,
    criteria: Annotated[str, typer.Option(help="cli.help_criteria", show_default=False)] = "",
    weights: Annotated[list[Path] | None, typer.Option(help="cli.help_weights_file", show_default=False)] = None,
    method: Annotated[str, typer.Option(help="cli.help_method")] = "weighted_sum",
    normalisation: Annotated[str, typer.Option(help="cli.help_site_normalisation", show_default=False)] = "",
    robustness: Annotated[int, typer.Option(help="cli.help_robustness", min=1, max=99_999)] = 1000,
    missing: Annotated[str, typer.Option(help="cli.help_missing")] = "exclude",
    out: Annotated[Path | None, typer.Option(help="cli.help_out", show_default=False)] = None,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Compare alternatives."""
    text = context.obj.text
    _require_choice("--method", method, [one.id for one in METHODS], text)
    _require_choice("--normalisation", normalisation, ("", *NORMALISATIONS), text)
    _require_choice("--missing", missing, MISSING_POLICIES, text)
    chosen = tuple(part.strip() for part in criteria.split(",") if part.strip())
    how = (cast(MethodId, method), normalisation, robustness, cast(MissingPolicy, missing))
    options = SiteOptions(file, townships, grid, chosen, tuple(weights or ()), *how)
    if options.sources != 1:
        raise typer.BadParameter(text("siting.one_source"), param_hint="FILE | --townships | --grid")
    if reason := why_not(out, grid, text):
        raise typer.BadParameter(reason, param_hint="--out")
    with output.progress(text) as progress:
        found = compare(options, lambda: _reported_study(context.obj), np.random.default_rng(seed), progress)
    write_grid(found, out, grid, date.today())
    output.problems(terminal_sites.warnings_of(found), text)
    output.show(terminal_sites.sites_json(found, text), terminal_sites.sites_lines, text, as_json=as_json)


@app.command("verify", help="cli.help_verify")
def verify_command(context: typer.Context, as_json: JsonOption = False) -> None:
    """Recompute worked examples."""
    rows = [output.example_row(row, context.obj.text) for row in worked_examples.run()]
    output.show({"examples": rows}, output.verify_lines, context.obj.text, as_json=as_json)
    raise typer.Exit(0 if all(row["ok"] for row in rows) else 1)


def _in_language(text: Text) -> Any:  # noqa: ANN401 - Typer's own group, whose type it keeps to itself
    """Return the application with every help worded."""
    group = typer.main.get_command(app)
    for command in (group, *getattr(group, "commands", {}).values()):
        for part in (command, *command.params):
            key = getattr(part, "help", None)
            if key and text.has(key):
                part.help = text(key)
    return group


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; a problem of the input becomes its message, never a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    text = Text(_wanted_language(given))
    try:
        status = _in_language(text)(given, standalone_mode=True, prog_name="cli.py")
    except SystemExit as end:
        return int(end.code or 0) if not isinstance(end.code, str) else 2
    except YuantuError as error:
        output.problems(error.problems, text)
        usage = any(problem.code == "area_needs_file" for problem in error.problems)
        return 2 if usage or isinstance(error, UnreadableError) else 1
    return int(status or 0)


def _wanted_language(arguments: Sequence[str]) -> str:
    """Return the value of `--lang`, before the help is worded."""
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
    return LANGUAGES[0]


def _require_choice(option: str, value: str, allowed: Sequence[str], text: Text) -> None:
    if value not in allowed:
        raise typer.BadParameter(text("cli.bad_choice", allowed=" | ".join(allowed)), param_hint=option)


def _reading(settings: Settings) -> StudyReading:
    if not settings.study.is_dir():
        raise UnreadableError(Problem("folder_missing", str(settings.study)))
    return read_study(settings.study)


def _reported_study(settings: Settings) -> Study:
    """Return the study, what is wrong with its layers told on standard error."""
    reading = _reading(settings)
    _report(reading.problems, settings.text)
    return reading.study


def _report(problems: Mapping[str, Sequence[Problem]], text: Text) -> None:
    """Tell on standard error what is wrong with the study's layers."""
    output.problems([problem for found in problems.values() for problem in found], text)


def _check_status(reports: Sequence[FileReport]) -> int:
    if any(report.unreadable for report in reports):
        return 2
    return 0 if all(report.ok for report in reports) else 1


def _numbers(option: str, given: str, text: Text) -> tuple[float, ...]:
    """Return numbers that stand separated by commas; none for an empty text."""
    try:
        return tuple(float(part) for part in given.split(",")) if given else ()
    except ValueError:
        raise typer.BadParameter(text("cli.bad_numbers", value=given), param_hint=option) from None


def _weights(option: str, given: str, text: Text) -> Weights:
    """Return `id=weight` pairs that stand separated by commas; none for an empty text."""
    pairs = [part.partition("=") for part in given.split(",") if part]
    try:
        return tuple((name.strip(), float(weight)) for name, _, weight in pairs)
    except ValueError:
        raise typer.BadParameter(text("cli.bad_weights", value=given), param_hint=option) from None


def _known_weights(option: str, given: str, known: Sequence[str], text: Text) -> Weights:
    """Return weights that are 0 or more, of names that exist."""
    pairs = _weights(option, given, text)
    for name, weight in pairs:
        _require_choice(option, name, known, text)
        if not 0 <= weight < float("inf"):
            raise typer.BadParameter(text("cli.bad_weights", value=given), param_hint=option)
    return pairs


def _parameter(decay: str, given: float, text: Text) -> float:
    """Return a decay's parameter, or say what is wrong with it."""
    try:
        return decay_parameter(decay, given)
    except ParameterError as error:
        raise typer.BadParameter(text.problem(error.problems[0]), param_hint="--parameter") from None


def _line(given: str, text: Text) -> Line:
    """Return a tried line from `city,city,minutes` or `city,city,minutes,mode`."""
    ends = [part.strip() for part in given.split(",")]
    try:
        one, other, minutes, mode = ends if len(ends) > 3 else (*ends, "rail")
        line = Line(one, other, float(minutes), mode)
    except ValueError:
        raise typer.BadParameter(text("cli.bad_line", value=given), param_hint="--line") from None
    if not 0 < line.minutes < float("inf") or mode not in MODES:
        raise typer.BadParameter(text("cli.bad_line", value=given), param_hint="--line")
    return line


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a pipe has the system's encoding, which may not hold every name
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main())
