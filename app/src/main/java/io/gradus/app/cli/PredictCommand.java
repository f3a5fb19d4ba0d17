package io.gradus.app.cli;

import io.gradus.nn.io.Predictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus predict`: what a trained model says about each row of data.
@CommandLine.Command(
    name = "predict",
    description = "Applies a trained model to each row of a table or each image.",
    footer = {
      "%nExamples:",
      "  gradus predict runs/20261121-093000-penguins --data new.csv -o answers.csv",
      "  gradus predict RUN --data images.gz --json",
      "  cut -d, -f1-5 all.csv | gradus predict RUN --data - > answers.csv",
      "",
      "The table has a column 'prediction', and for classes their probabilities.",
      "The target column need not be there."
    })
final class PredictCommand extends Command {
  @Parameters(paramLabel = "MODEL", description = "The folder of a model or run.")
  Path path;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "Table or images; - is standard input.")
  String data;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write a table (CSV); default: standard output.")
  String output;

  @Override
  public Integer call() throws IOException {
    TrainedModel trained = TrainedModel.load(path);
    Predictions predictions =
        trained.model().preprocessor().isPresent()
            ? trained.model().predict(TrainedModel.table(data, console.in()))
            : trained.model().predict(trained.images(data));
    Answers answers = new Answers(trained.model(), predictions);
    if (output != null && !output.equals("-")) {
      Files.write(Path.of(output), (Iterable<String>) answers.lines()::iterator);
      note(answers.size() + " predictions written to " + output + answers.counts());
    } else if (!json) {
      answers.lines().forEach(this::print);
    }
    if (json) {
      printJson(Map.of("predictions", answers.trees()));
    }
    return 0;
  }
}
