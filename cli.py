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
from typing import Annotated, cast, get_args

import numpy as np
import typer

from analysis.clustering.areal_result import ArealSettings
from analysis.clustering.groups import MIN_SITES
from analysis.clustering.ripley import CORRECTIONS, Correction
from analysis.clustering.settings import ClusterSettings, NullChoice
from analysis.clustering.spatial_weights import WeightsChoice
from analysis.clustering.study_units import UnitChoice
from analysis.datum.known import known_places
from analysis.datum.shift import DATUMS, Datum
from analysis.errors import Problem, UnreadableError, YuantuError
from analysis.layout.city_indicators import UNITS
from analysis.layout.flows import MODELS, Decay, FlowModel
from analysis.layout.network_input import MASSES, Mass
from analysis.layout.potential import NORMALISATION, Normalisation
from analysis.layout.result import layout
from analysis.layout.score import PARTS
from analysis.layout.settings import LayoutSettings
from analysis.layout.travel import TravelMode
from analysis.siting.approach import METHODS, MethodId
from analysis.siting.location import TIME_LIMIT_S
from analysis.siting.location_places import ExistingChoice
from analysis.siting.location_study import Objective
from analysis.siting.matrix import MISSING_POLICIES, MissingPolicy
from analysis.study import Study
from briefing.formats import DPI
from briefing.plain_file import WRITTEN
from layers.catalog import LAYERS
from layers.opened_study import read_study_at
from layers.read import ROOT, FileReport, StudyReading, check_file
from ui import terminal as output
from ui import terminal_brief, terminal_cluster, terminal_convert, terminal_layout, terminal_locate, terminal_sites
from ui import terminal_options as checked
from ui.brief_job import BriefOptions, brief, default_day
from ui.briefing.about import Typed
from ui.briefing.maps import ATLAS, MAPS
from ui.cluster_job import cluster_in_file, cluster_in_study
from ui.convert_job import convert_file
from ui.locate_job import LocateOptions, answer
from ui.located import located_content
from ui.sites_job import NORMALISATIONS, SiteOptions, compare
from ui.siting.grid_file import why_not, write_grid
from ui.text import LANGUAGES, Text

NULL_CHOICES = ("land", "settlement", "both")
WRONG_USAGE = {"area_needs_file", "unknown_suffix", "one_map_only", "atlas_in_one_page", "unknown_content", "bad_day"}
PAPER_CHOICES = ("A4", "A3", "16:9")
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

# Helps are keys of the text catalogue until `in_language` puts the words in their place.
app = typer.Typer(help="cli.help", add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@app.callback()
def settings(
    context: typer.Context,
    study: Annotated[Path, typer.Option(envvar="YUANTU_STUDY", help="cli.help_study", show_default=False)] = ROOT,
    lang: Annotated[str, typer.Option(help="cli.help_lang")] = LANGUAGES[0],
) -> None:
    """Keep what stands before the command."""
    checked.require_choice("--lang", lang, LANGUAGES, Text(lang))
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
    study = _reported_study(context.obj)
    known = known_places(study)
    reports = [check_file(path, study=study, known=known) for path in files]
    rows = [output.report_row(report, context.obj.text) for report in reports]
    output.show({"files": rows}, output.check_lines, context.obj.text, as_json=as_json)
    raise typer.Exit(_check_status(reports))


@app.command("convert", help="cli.help_convert")
def convert_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="cli.help_convert_file", show_default=False)],
    source: Annotated[str, typer.Option("--from", help="cli.help_from", show_default=False)],
    target: Annotated[str, typer.Option("--to", help="cli.help_to", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="cli.help_out", show_default=False)],
    ignore_crs: Annotated[bool, typer.Option("--ignore-crs", help="cli.help_ignore_crs")] = False,
    as_json: JsonOption = False,
) -> None:
    """Convert a file from one datum into another."""
    text = context.obj.text
    checked.require_choice("--from", source, DATUMS, text)
    checked.require_choice("--to", target, DATUMS, text)
    checked.require_choice("--out", out.suffix.lower(), WRITTEN, text)
    done = convert_file(file, out, source=cast(Datum, source), target=cast(Datum, target), ignore_crs=ignore_crs)
    output.problems(done.warnings, text)
    output.show(terminal_convert.convert_json(done, text), terminal_convert.convert_lines, text, as_json=as_json)


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
    checked.require_choice("--null", null, NULL_CHOICES, context.obj.text)
    checked.require_choice("--correction", correction, CORRECTIONS, context.obj.text)
    chosen = ClusterSettings(
        null=cast(NullChoice, null),
        simulations=simulations,
        correction=cast(Correction, correction),
        r_m=checked.numbers("--r-m", r_m, context.obj.text),
        radius_m=radius_m,
        min_sites=min_sites,
        weights=checked.weights("--weights", weights, context.obj.text),
    )
    checked.require_choice("--units", units, UNIT_CHOICES, context.obj.text)
    checked.require_choice("--neighbours", neighbours, NEIGHBOUR_CHOICES, context.obj.text)
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
    checked.require_choice("--mode", mode, MODE_CHOICES, text)
    checked.require_choice("--mass", mass, MASSES, text)
    checked.require_choice("--model", model, MODELS, text)
    checked.require_choice("--decay", decay, DECAY_CHOICES, text)
    checked.require_choice("--normalisation", normalisation, NORMALISATION_CHOICES, text)
    chosen = LayoutSettings(
        mode=cast(TravelMode, mode),
        mass=cast(Mass, mass),
        model=cast(FlowModel, model),
        decay=cast(Decay, decay),
        parameter=None if parameter is None else checked.parameter(decay, parameter, text),
        lines=tuple(checked.line(given, text) for given in line or ()),
        potential_weights=checked.known_weights("--potential-weights", potential_weights, tuple(UNITS), text),
        normalisation=cast(Normalisation, normalisation),
        weights=checked.known_weights("--weights", weights, PARTS, text),
    )
    study = _reported_study(context.obj)
    with output.progress(text) as progress:
        result = layout(study, rng=np.random.default_rng(seed), settings=chosen, progress=progress)
    content = terminal_layout.layout_json(result, study, context.obj.text)
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
    checked.require_choice("--objective", objective, get_args(Objective), text)
    if existing is not None:
        checked.require_choice("--existing", existing, get_args(ExistingChoice), text)
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
    content = located_content(found, options, text)
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
    checked.require_choice("--method", method, [one.id for one in METHODS], text)
    checked.require_choice("--normalisation", normalisation, ("", *NORMALISATIONS), text)
    checked.require_choice("--missing", missing, MISSING_POLICIES, text)
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


@app.command("brief", help="cli.help_brief")
def brief_command(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="cli.help_brief_out", show_default=False)],
    maps: Annotated[str, typer.Option("--map", help="cli.help_map")] = "overview",
    paper: Annotated[str, typer.Option(help="cli.help_paper")] = PAPER_CHOICES[0],
    portrait: Annotated[bool, typer.Option("--portrait/--landscape", help="cli.help_portrait")] = False,
    dpi: Annotated[int, typer.Option(help="cli.help_dpi", min=36, max=1200)] = DPI,
    title: Annotated[str, typer.Option(help="cli.help_title", show_default=False)] = "",
    author: Annotated[str, typer.Option(help="cli.help_author", show_default=False)] = "",
    approval_number: Annotated[str, typer.Option(help="cli.help_approval_number", show_default=False)] = "",
    date: Annotated[str, typer.Option(help="cli.help_date", show_default=False)] = "",
    template: Annotated[Path | None, typer.Option(help="cli.help_template", show_default=False)] = None,
    content: Annotated[str | None, typer.Option(help="cli.help_content", show_default=False)] = None,
    alternatives: Annotated[Path | None, typer.Option(help="cli.help_brief_alternatives", show_default=False)] = None,
    townships: Annotated[bool, typer.Option("--townships", help="cli.help_townships")] = False,
    weights: Annotated[list[Path] | None, typer.Option(help="cli.help_weights_file", show_default=False)] = None,
    method: Annotated[str, typer.Option(help="cli.help_method")] = "weighted_sum",
    comparison: Annotated[Path | None, typer.Option(help="cli.help_comparison", show_default=False)] = None,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Write a briefing."""
    text = context.obj.text
    checked.require_choice("--paper", paper, PAPER_CHOICES, text)
    for one in checked.names(maps):
        checked.require_choice("--map", one, (*MAPS, ATLAS), text)
    checked.require_choice("--method", method, [one.id for one in METHODS], text)
    sites = SiteOptions(alternatives, townships, weights=tuple(weights or ()), method=cast(MethodId, method))
    if sites.sources + (comparison is not None) > 1:
        raise typer.BadParameter(text("cli.one_comparison"), param_hint="--alternatives | --townships | --comparison")
    options = BriefOptions(
        out=out,
        typed=Typed(default_day(date, "--date"), title, author, approval_number),
        maps=checked.names(maps),
        paper=f"{paper}-portrait" if portrait and paper != PAPER_CHOICES[-1] else paper,
        dpi=dpi,
        content=None if content is None else checked.names(content),
        template=template,
        sites=sites if sites.sources else None,
        comparison=comparison,
        seed=seed,
    )
    with output.progress(text) as progress:
        written = brief(options, lambda: _reported_study(context.obj), text, progress)
    output.show(terminal_brief.brief_json(written), terminal_brief.brief_lines, text, as_json=as_json)


@app.command("verify", help="cli.help_verify")
def verify_command(context: typer.Context, as_json: JsonOption = False) -> None:
    """Recompute worked examples."""
    from analysis import verify  # every method at once, which no other command needs

    rows = [output.example_row(row, context.obj.text) for row in verify.run()]
    output.show({"examples": rows}, output.verify_lines, context.obj.text, as_json=as_json)
    raise typer.Exit(0 if all(row["ok"] for row in rows) else 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; a problem of the input becomes its message, never a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    text = Text(checked.wanted_language(given))
    try:
        status = checked.in_language(app, text)(given, standalone_mode=True, prog_name="cli.py")
    except SystemExit as end:
        return int(end.code or 0) if not isinstance(end.code, str) else 2
    except YuantuError as error:
        output.problems(error.problems, text)
        usage = any(problem.code in WRONG_USAGE for problem in error.problems)
        return 2 if usage or isinstance(error, UnreadableError) else 1
    return int(status or 0)


def _reading(settings: Settings) -> StudyReading:
    return read_study_at(settings.study)


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


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a pipe has the system's encoding, which may not hold every name
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main())
