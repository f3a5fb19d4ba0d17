package io.gradus.app.cli;

import io.gradus.app.html.Page;
import io.gradus.app.html.Table;
import io.gradus.app.landscape.LandscapePicture;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Numbers;
import io.gradus.app.plot.Svg;
import io.gradus.app.report.RunReport;
import io.gradus.app.spec.Draft;
import io.gradus.nn.UserException;
import io.gradus.nn.diagnose.Curvature;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.landscape.Landscape;
import io.gradus.nn.landscape.Landscape.View;
import io.gradus.nn.landscape.Plane.Place;
import io.gradus.nn.landscape.Route;
import io.gradus.nn.landscape.Trajectory;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Series;
import io.gradus.nn.train.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus landscape`: the surface of a loss and the way of a training across it.
@CommandLine.Command(
    name = "landscape",
    description = {
      "Draws the loss around what a training found, and the way of the training.",
      "The training is done again: the same spec, data and seed give the same bits.",
      "Its way is shown in the plane nearest to it, with each point's distance from",
      "that plane; beside it the plane of two random directions, in which a step of",
      "1 changes the weights of each unit by their own length (Li et al. 2018), the",
      "line from the start to the end, and the curvature at the end. The loss is the",
      "mean over rows spread evenly over the training part, without penalties.",
      "Without a name: the embedded handwritten digits."
    },
    footer = {
      "%nExamples:",
      "  gradus landscape -o digits.svg",
      "  gradus landscape runs/20261121-093000-penguins -o penguins.html",
      "  gradus landscape spec.yaml --resolution 61 --json"
    })
final class LandscapeCommand extends Command {
  private static final String LINE = "none: the way lies on a line, or goes nowhere";

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN|SPEC",
      description = "The folder of a run, or a training spec.")
  Path subject;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The picture: .svg, .png, or a page: .html.")
  Path output;

  @Option(names = "--rows", paramLabel = "N", description = "The most rows of the loss: 512.")
  int rows = 512;

  @Option(
      names = "--resolution",
      paramLabel = "N",
      description = "The places along each side of a map: 31.")
  int resolution = 31;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of the random directions: that of the training.")
  Long seed;

  @Override
  public Integer call() throws IOException {
    atLeast(1, rows, "--rows");
    atLeast(3, resolution, "--resolution");
    Optional.ofNullable(output).ifPresent(Pictures::check);
    Optional<Path> run = Optional.ofNullable(subject).filter(Files::isDirectory);
    Spec spec = spec(run);
    Parts parts = Parts.load(spec, run.flatMap(RunDirectory::home));
    ProgressLine progress = new ProgressLine(console, quiet);
    Trajectory trajectory = Trajectory.of(spec, parts, progress);
    progress.clear();
    Optional<Boolean> reproduced = run.flatMap(folder -> reproduced(folder, trajectory));
    if (reproduced.isPresent() && !reproduced.get()) {
      note(
          "gradus: note: the training, done again, did not end with the parameters of the run;"
              + " the picture is that of the new one");
    }
    View view = new View(rows, resolution, seed == null ? spec.seed() : seed);
    Landscape landscape = Landscape.of(spec, parts, trajectory, view);
    String name = subject == null ? "digits" : subject.toAbsolutePath().getFileName().toString();
    if (output != null) {
      Figure figure = LandscapePicture.of(landscape);
      Drawing drawing = figure.titled(title(landscape, name)).draw();
      Pictures.write(output, drawing, () -> page(landscape, name, figure, reproduced));
    }
    if (json) {
      Map<String, Object> tree = landscape.toTree();
      tree.put("of", name);
      reproduced.ifPresent(same -> tree.put("reproduced", same));
      if (output != null) {
        tree.put("file", output.toString());
      }
      printJson(tree);
      return 0;
    }
    Tables.leftAligned(facts(landscape, reproduced)).forEach(this::print);
    if (output != null) {
      print("");
      print("picture  " + output);
    }
    return 0;
  }

  private static void atLeast(int least, int value, String option) {
    if (value < least) {
      throw new UserException(option + " must be at least " + least + ", but is " + value);
    }
  }

  private Spec spec(Optional<Path> run) {
    if (subject == null) {
      return Spec.defaults();
    }
    if (run.map(RunReport::isSeries).orElse(false)) {
      throw new UserException(subject + " holds several runs; name the folder of one of them");
    }
    run.ifPresent(RunDirectory::config); // says that there is no run if there is none
    Draft draft = Draft.of(run.map(folder -> folder.resolve("config.yaml")).orElse(subject));
    Spec spec = Spec.fromTree(draft.tree(), draft::place);
    List<Series.Member> members = Series.of(spec);
    if (members.size() > 1) {
      note("gradus: note: of " + members.size() + " trainings this is the first one");
    }
    return members.getFirst().spec();
  }

  /// Whether the training came to the same parameters again; empty if the run has no model.
  private static Optional<Boolean> reproduced(Path run, Trajectory trajectory) {
    return Files.exists(run.resolve("model.json"))
        ? Optional.of(Model.load(run).params().equals(trajectory.model().params()))
        : Optional.empty();
  }

  private static String title(Landscape l, String name) {
    return "Loss around what %s found with %s".formatted(name, l.optimizer());
  }

  /// What the landscape says in numbers, a line each.
  private static List<List<String>> facts(Landscape l, Optional<Boolean> reproduced) {
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("parameters", Numbers.count(l.parameters())));
    facts.add(List.of("loss over", Numbers.count(l.rows()) + " rows"));
    facts.add(
        List.of(
            "way",
            "from %s to %s in %s steps with %s%s"
                .formatted(
                    Numbers.text(l.losses().getFirst()),
                    Numbers.text(l.losses().getLast()),
                    Numbers.count(l.steps().getLast()),
                    l.optimizer(),
                    reproduced.map(same -> same ? ", the bits of the run" : "").orElse(""))));
    facts.add(List.of("plane", l.route().map(LandscapeCommand::plane).orElse(LINE)));
    Curvature c = l.curvature();
    facts.add(
        List.of(
            "curvature",
            "largest eigenvalue %s of the Hessian at the end; gradient descent is stable there up to rate %s"
                .formatted(Numbers.text(c.lambdaMax()), Numbers.text(c.stableRate(0)))));
    return facts;
  }

  private static String plane(Route route) {
    double off = route.ways().getFirst().stream().mapToDouble(Place::distance).max().orElse(0);
    return "holds %.1f %% and %.1f %% of the variance of the way, which is at most %s off it"
        .formatted(100 * route.shares().get(0), 100 * route.shares().get(1), Numbers.text(off));
  }

  private static Page page(Landscape l, String name, Figure figure, Optional<Boolean> reproduced) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", ""));
    rows.addAll(facts(l, reproduced));
    String body =
        "<h1>%s</h1>\n<figure style=\"max-width: none\">%s</figure>\n%s"
            .formatted(
                Svg.escape(title(l, name)),
                Svg.inline(figure.draw()),
                Table.of("The landscape in numbers", "", rows).html());
    return new Page("en", name, body);
  }
}
