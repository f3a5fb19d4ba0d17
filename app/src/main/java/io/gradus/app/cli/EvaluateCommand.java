package io.gradus.app.cli;

import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.train.Evaluation;
import io.gradus.nn.train.Evaluator;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus evaluate`: how good a trained model is.
@CommandLine.Command(
    name = "evaluate",
    description = "Measures a trained model on data with known answers.",
    footer = {
      "%nExamples:",
      "  gradus evaluate runs/20261121-093000-penguins",
      "  gradus evaluate RUN --part test --json",
      "  gradus evaluate RUN --data more-penguins.csv",
      "  gradus evaluate RUN --data images.gz --labels labels.gz",
      "",
      "On the data of the training, the parts are those of the training."
    })
final class EvaluateCommand extends Command {
  private static final String ALL = "all"; // the whole of a file

  @Parameters(paramLabel = "MODEL", description = "The folder of a model or run.")
  Path path;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Table or images; default: the data of the training.")
  String data;

  @Option(names = "--labels", paramLabel = "FILE", description = "Labels of the images.")
  String labels;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = "One part of the training's data: train, validation or test.")
  String part;

  private TrainedModel trained;

  @Override
  public Integer call() throws IOException {
    trained = TrainedModel.load(path);
    Map<String, Evaluation> parts = new LinkedHashMap<>();
    if (part != null) {
      parts.put(part, measure(pick(parts())));
    } else {
      if (data != null) {
        parts.put(ALL, measure(all()));
      }
      if (data == null || isTrainingData(trained.spec().data())) {
        parts().forEach((name, examples) -> parts.put(name, measure(examples)));
      }
    }
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("metrics", flat(parts, Evaluation::scores));
      document.put("details", flat(parts, Evaluation::toTree));
      printJson(document);
    } else {
      print(parts);
    }
    return 0;
  }

  private Evaluation measure(Dataset examples) {
    return Evaluator.measure(trained.model(), examples);
  }

  /// All numbers, and the details of the part that says most about new data.
  private void print(Map<String, Evaluation> parts) {
    Map<String, Map<String, Double>> scores = new LinkedHashMap<>();
    parts.forEach((name, evaluation) -> scores.put(name, evaluation.scores()));
    Tables.allMetrics(scores).forEach(this::print);
    String best =
        Stream.of("test", "validation")
            .filter(parts::containsKey)
            .findFirst()
            .orElseGet(() -> parts.keySet().iterator().next());
    List<String> details = DetailTables.of(best, parts.get(best));
    if (!details.isEmpty()) {
      print("");
      details.forEach(this::print);
    }
  }

  /// By part; what was asked for alone or is the whole of a file comes without its name.
  private Map<String, Object> flat(
      Map<String, Evaluation> parts, Function<Evaluation, Map<String, ?>> aspect) {
    Map<String, Object> tree = new LinkedHashMap<>();
    parts.forEach((name, evaluation) -> {
      Map<String, ?> values = aspect.apply(evaluation);
      if (name.equals(ALL) || name.equals(part)) {
        tree.putAll(values);
      } else {
        tree.put(name, values);
      }
    });
    return tree;
  }

  private boolean isTrainingData(Spec.Data used) throws IOException {
    Optional<String> file = used.file().or(used::images);
    if (file.isEmpty() || Files.notExists(Path.of(data))) {
      return false;
    }
    for (Path folder : List.of(Path.of(""), trained.home().orElse(Path.of("")))) {
      Path known = folder.resolve(file.get());
      if (Files.exists(known)) {
        return Files.isSameFile(known, Path.of(data));
      }
    }
    return false;
  }

  /// The parts of the training, divided again as the training did it.
  private Map<String, Dataset> parts() throws IOException {
    boolean same = data == null || isTrainingData(trained.spec().data());
    Parts parts =
        same ? Parts.load(trained.spec(), trained.home()) : Parts.load(trained.spec(data, labels));
    if (!parts.hash().equals(trained.model().dataHash())) {
      if (!same) {
        throw new UserException(data + " is not the data of the training; leave out --part");
      }
      note("gradus: note: the data have changed since the training; the parts are others now");
    }
    Map<String, Dataset> named = new LinkedHashMap<>();
    named.put("train", parts.train());
    parts.validation().ifPresent(d -> named.put("validation", d));
    parts.test().ifPresent(d -> named.put("test", d));
    return named;
  }

  private Dataset pick(Map<String, Dataset> parts) {
    Dataset chosen = parts.get(part);
    if (chosen == null) {
      boolean absent = List.of("validation", "test").contains(part);
      throw new UserException(
          absent
              ? "the training held back no " + part + " part"
              : "unknown part '" + part + "'" + Nearest.hint(part, parts.keySet()));
    }
    return chosen;
  }

  private Dataset all() {
    if (trained.model().preprocessor().isEmpty()) {
      if (labels == null) {
        throw new UserException("the model was made from images; add --labels FILE");
      }
      return trained.images(data, labels);
    }
    if (labels != null) {
      throw new UserException("the model was made from a table; leave out --labels");
    }
    return trained
        .model()
        .preprocessor()
        .orElseThrow()
        .apply(TrainedModel.table(data, console.in()), trained.model().description().precision());
  }
}
