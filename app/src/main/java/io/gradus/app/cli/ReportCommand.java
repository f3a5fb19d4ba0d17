package io.gradus.app.cli;

import io.gradus.app.report.RunReport;
import io.gradus.app.spec.SpecFile;
import io.gradus.nn.UserException;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus report`: a training as a page.
@CommandLine.Command(
    name = "report",
    description = {
      "Writes a page about a run: curves, results, network, data, configuration.",
      "Every training ends with it; a run that goes on or was stopped can have one too."
    },
    footer = {
      "%nExamples:",
      "  gradus report runs/20261121-093000-penguins",
      "  gradus report RUN -o penguins.html"
    })
final class ReportCommand extends Command {
  @Parameters(paramLabel = "RUN", description = "The folder of a run or of a series of runs.")
  Path run;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The page; default: report.html in the run folder.")
  Path output;

  @Override
  public Integer call() throws IOException {
    Path file = output != null ? output : run.resolve(RunReport.FILE);
    RunReport.write(run, RunReport.isSeries(run) ? Optional.empty() : data(), file);
    if (json) {
      printJson(Map.of("file", file.toString()));
    } else {
      print("report   " + file);
    }
    return 0;
  }

  /// The data of the run, if they are still where they were.
  private Optional<Parts> data() {
    String config = run.resolve("config.yaml").toString();
    Spec spec =
        Spec.fromTree(SpecFile.parse(RunDirectory.config(run), config).tree(), path -> config);
    try {
      return Optional.of(Parts.load(spec, RunDirectory.home(run)));
    } catch (UserException e) {
      note("gradus: note: " + e.getMessage() + "; the report has no results and no data");
      return Optional.empty();
    }
  }
}
