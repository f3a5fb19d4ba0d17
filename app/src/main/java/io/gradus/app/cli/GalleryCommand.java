package io.gradus.app.cli;

import io.gradus.app.gallery.Answer;
import io.gradus.app.gallery.Case;
import io.gradus.app.gallery.Gallery;
import io.gradus.app.gallery.Program;
import io.gradus.app.gallery.Score;
import io.gradus.app.gallery.Selection;
import io.gradus.nn.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus gallery`: trainings with a planted fault and their healthy twins.
@CommandLine.Command(
    name = "gallery",
    description = {
      "Shows small trainings with one fault each, and the same trainings without it.",
      "Without a name: the list of them. With one: its spec and data in a folder, to",
      "be trained and diagnosed."
    },
    footer = {
      "%nExamples:",
      "  gradus gallery",
      "  gradus gallery moons/clip-tiny -o moons",
      "  gradus diagnose moons/spec.yaml --fix"
    })
final class GalleryCommand extends Command {
  @Parameters(arity = "0..1", paramLabel = "CASE", description = "One of them.")
  String name;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The folder to write into; default: the name with - for /.")
  Path output;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "A folder with iris.csv, penguins.csv, titanic.csv and",
        "california-housing.csv, which make further cases."
      })
  Path data;

  @Option(
      names = "--select",
      description = {
        "Train all cases with five seeds and print as JSON what",
        "they are worth; a fault counts only where it does harm."
      })
  boolean select;

  @Option(
      names = "--score",
      description = "Diagnose all cases and tell how often the answer is right.")
  boolean score;

  @Option(
      names = "--programs",
      split = ",",
      paramLabel = "NAME",
      description = "Only cases of these programs.")
  List<String> programs;

  @Option(names = "--held-out", description = "Only cases of programs on which no rule was tuned.")
  boolean heldOut;

  @Override
  public Integer call() {
    Selection selection = Selection.standard();
    Gallery gallery = data == null ? Gallery.standard() : Gallery.standard().with(data);
    if (select) {
      console.out().print(Selection.of(gallery.cases(), this::note).text());
    } else if (name != null) {
      Case chosen = gallery.named(name);
      write(chosen, selection.seed(chosen));
    } else if (score) {
      print(
          Score.of(
              chosen(gallery, selection),
              selection,
              a -> note((a.right() ? "right  " : "wrong  ") + a.text())));
    } else {
      list(chosen(gallery, selection));
    }
    return 0;
  }

  /// The cases that are what they are meant to be, as far as they are asked for.
  private List<Case> chosen(Gallery gallery, Selection selection) {
    if (programs != null) {
      Program[] known = gallery.programs().toArray(Program[]::new);
      programs.forEach(name -> Nearest.pick("program", name, known, Program::name));
    }
    return gallery.cases().stream()
        .filter(selection::accepts)
        .filter(c -> programs == null || programs.contains(c.program().name()))
        .filter(c -> !heldOut || c.program().heldOut())
        .toList();
  }

  private void print(Score score) {
    if (json) {
      printJson(score.toTree());
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("planted", "cases", "called faulty", "first", "first three", "proven"));
    score.byCause().forEach((cause, line) -> rows.add(row(cause.text(), line)));
    rows.add(row("all", score.total()));
    rows.add(row("tuning programs", score.part(false).total()));
    rows.add(row("held-out programs", score.part(true).total()));
    Tables.leftAligned(rows).forEach(this::print);
    print("");
    print(
        "false alarms  %d in %d runs of healthy programs"
            .formatted(Math.round(score.falseAlarms() * score.healthyRuns()), score.healthyRuns()));
    print("time          %.1f s for each case".formatted(score.seconds()));
    for (Answer a : score.wrong()) {
      print("");
      print(a.text());
      print("  " + a.sentence());
    }
  }

  private static List<String> row(String name, Score.Line line) {
    return List.of(
        name,
        String.valueOf(line.cases()),
        share(line.recall()),
        share(line.top1()),
        share(line.top3()),
        share(line.proven()));
  }

  private static String share(double x) {
    return Double.isNaN(x) ? "-" : "%.2f".formatted(x);
  }

  private void write(Case chosen, int seed) {
    Path folder = output == null ? Path.of(chosen.name().replace('/', '-')) : output;
    chosen.training().with("seed", seed).write(folder);
    if (json) {
      Map<String, Object> tree = tree(chosen);
      tree.put("file", folder.resolve("spec.yaml").toString());
      printJson(tree);
      return;
    }
    print(chosen.sentence());
    print("");
    print("spec  " + folder.resolve("spec.yaml"));
    print("try   gradus diagnose " + folder.resolve("spec.yaml"));
    chosen.fault().ifPresent(f -> print("twin  gradus gallery " + chosen.program().name()));
  }

  private void list(List<Case> cases) {
    if (json) {
      printJson(Map.of("cases", cases.stream().map(GalleryCommand::tree).toList()));
      return;
    }
    List<List<String>> rows = new ArrayList<>(List.of(List.of("case", "cause", "")));
    for (Case c : cases) {
      rows.add(
          List.of(
              c.name(), cause(c), c.fault().map(f -> f.sentence()).orElse(c.program().sentence())));
    }
    Tables.leftAligned(rows).forEach(this::print);
  }

  private static String cause(Case c) {
    return c.fault().map(f -> f.cause().text()).orElse("none");
  }

  private static Map<String, Object> tree(Case c) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("case", c.name());
    tree.put("cause", cause(c));
    tree.put("heldOut", c.program().heldOut());
    tree.put("sentence", c.sentence());
    return tree;
  }
}
