package io.gradus.app.cli;

import io.gradus.app.gallery.Scratch;
import io.gradus.app.report.DiagnosisReport;
import io.gradus.app.report.DiagnosisReport.Twins;
import io.gradus.app.spec.SpecFile;
import io.gradus.nn.UserException;
import io.gradus.nn.diagnose.Diagnoser;
import io.gradus.nn.diagnose.Diagnosis;
import io.gradus.nn.diagnose.Diagnosis.Suspect;
import io.gradus.nn.diagnose.Evidence;
import io.gradus.nn.diagnose.Experiments;
import io.gradus.nn.diagnose.ModelDiagnoser;
import io.gradus.nn.diagnose.Probes;
import io.gradus.nn.diagnose.Recording;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `gradus diagnose`: why a network does not learn.
@CommandLine.Command(
    name = "diagnose",
    description = {
      "Says why a network does not learn, or that it does.",
      "A spec is trained first; a run is read from its folder. Where the training does not work,"
          + " repairs are tried on the same data and seed, and the causes whose repair wins come"
          + " first. Of a model without its training, such as an ONNX file, it says what the model"
          + " does on data.",
      "The exit code is 0 for healthy and 1 for faulty or undecided."
    },
    footer = {
      "%nExamples:",
      "  gradus diagnose spec.yaml",
      "  gradus diagnose runs/20261121-093000-penguins --json",
      "  gradus diagnose spec.yaml --fix repaired.yaml -o report.html",
      "  gradus diagnose spec.yaml --probe",
      "  gradus diagnose --data titanic.csv --target survived",
      "  gradus diagnose mlp.onnx --data iris.csv --target species"
    })
final class DiagnoseCommand extends Command {
  private static final int STOPPED = 130;
  private static final int NOT_HEALTHY = 1;
  private static final int LONG_LINE = 100;

  @Mixin TrainOptions options = new TrainOptions();

  @Option(
      names = "--fix",
      arity = "0..1",
      fallbackValue = "repaired.yaml",
      paramLabel = "FILE",
      description = "Write the repaired spec: by default to repaired.yaml.")
  Path fix;

  @Option(
      names = "--seconds-for-trials",
      paramLabel = "S",
      description = "The time after which no further repair is tried: 60.")
  double seconds = 60;

  @Option(
      names = {"-o", "--report"},
      paramLabel = "FILE.html",
      description = "A page with the evidence, and the training beside the repaired one.")
  Path output;

  @Option(
      names = "--probe",
      description =
          "Also separate causes by short experiments: learn few rows by heart, zeroed inputs,"
              + " shuffled labels, doubled rows, a tiny step, the derivatives, and other learning"
              + " rates.")
  boolean probe;

  private volatile boolean stopped;
  private volatile Runnable current = () -> {}; // what a signal has to end

  @Override
  void adapt(CommandSpec command) {
    options.addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    if (output != null && !output.toString().endsWith(".html")) {
      throw new UserException("a report ends in .html, not as in " + output);
    }
    console.stop().ifPresent(signal -> signal.listen(this::stop));
    if (options.file != null && ModelOnData.is(options.file)) {
      return model();
    }
    if (options.file != null && Files.isDirectory(options.file)) {
      Path run = options.file;
      String file = run.resolve("config.yaml").toString();
      Spec spec =
          Spec.fromTree(SpecFile.parse(RunDirectory.config(run), file).tree(), path -> file);
      return report(spec, Parts.load(spec, RunDirectory.home(run)), run, RunDirectory.home(run));
    }
    Spec spec = options.spec();
    Parts parts = Parts.load(spec);
    return Scratch.use(folder -> {
      Path run = folder.resolve("run");
      if (train(spec, parts, run) == Ending.INTERRUPTED) {
        console
            .err()
            .println("gradus: stopped before the training came to an end; nothing to diagnose");
        return STOPPED;
      }
      return report(spec, parts, run, Optional.empty());
    });
  }

  /// What can be said without a training.
  private int model() {
    return Scratch.use(folder -> {
      try {
        ModelOnData m = ModelOnData.read(options.file, options, folder);
        Diagnosis diagnosis = ModelDiagnoser.of(m.spec(), m.parts(), m.model());
        Map<String, Object> tree = diagnosis.toTree();
        page(tree, m.spec(), Optional.empty(), Optional.empty());
        return print(diagnosis, tree, m.spec(), List.of());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private void stop() {
    stopped = true;
    current.run();
  }

  private Ending train(Spec spec, Parts parts, Path run) {
    ProgressLine progress = new ProgressLine(console, quiet);
    try (RunDirectory open = RunDirectory.create(run, SpecFile.text(spec.toTree()))) {
      Trainer trainer = new Trainer(spec, parts, open, progress);
      current = trainer::interrupt;
      if (stopped) { // before there was a training to tell
        trainer.interrupt();
      }
      return trainer.train().ending();
    } finally {
      progress.clear();
    }
  }

  private int report(Spec spec, Parts parts, Path run, Optional<Path> home) {
    Evidence evidence = Evidence.ofRun(spec, parts, run);
    Experiments experiments =
        new Experiments(
            spec,
            parts,
            home,
            evidence.outcome().orElseThrow(),
            Duration.ofMillis((long) (1000 * seconds)));
    current = experiments::stop;
    if (stopped) {
      experiments.stop();
    }
    Diagnosis diagnosis = Diagnoser.of(evidence, Optional.of(experiments));
    if (stopped) {
      print(diagnosis, tree(diagnosis, List.of()), spec, List.of());
      console.err().println("gradus: stopped before all repairs were tried");
      return STOPPED;
    }
    List<Probes.Answer> probes = probe ? new Probes(spec, parts).all() : List.of();
    Map<String, Object> tree = tree(diagnosis, probes);
    if (write(spec, diagnosis)) {
      tree.put("repaired", fix.toString());
    }
    if (output != null) {
      Optional<Twins> twins = twins(spec, parts, evidence.recording(), home, diagnosis);
      page(tree, spec, Optional.of(evidence.recording()), twins);
    }
    return print(diagnosis, tree, spec, probes);
  }

  private void page(
      Map<String, Object> diagnosis,
      Spec spec,
      Optional<Recording> recording,
      Optional<Twins> twins) {
    if (output != null) {
      Path subject = options.file == null ? Path.of(name(spec)) : options.file;
      Runs.write(output, DiagnosisReport.of(subject, diagnosis, spec, recording, twins));
      diagnosis.put("report", output.toString());
    }
  }

  private int print(
      Diagnosis diagnosis, Map<String, Object> tree, Spec spec, List<Probes.Answer> probes) {
    if (json) {
      printJson(tree);
    } else {
      DiagnosisText.of(diagnosis, spec, probes, width()).forEach(this::print);
      diagnosis.notes().forEach(n -> note("gradus: note: " + n));
      List<String> written = List.of("repaired", "report");
      if (written.stream().anyMatch(tree::containsKey)) {
        print("");
      }
      written.stream()
          .filter(tree::containsKey)
          .forEach(name -> print("%-8s %s".formatted(name, tree.get(name))));
    }
    return diagnosis.isHealthy() ? 0 : NOT_HEALTHY;
  }

  private static Map<String, Object> tree(Diagnosis diagnosis, List<Probes.Answer> probes) {
    Map<String, Object> tree = diagnosis.toTree();
    if (!probes.isEmpty()) {
      tree.put("probes", probes.stream().map(DiagnoseCommand::tree).toList());
    }
    return tree;
  }

  private static Map<String, Object> tree(Probes.Answer answer) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", answer.name());
    tree.put("passed", answer.passed());
    tree.put("sentence", answer.sentence());
    tree.put("numbers", answer.numbers());
    return tree;
  }

  private static String name(Spec spec) {
    return spec.data().file().or(() -> spec.data().images()).orElse("digits");
  }

  /// The most characters of a line: those of a terminal, without limit elsewhere.
  private int width() {
    boolean terminal = console.stop().isPresent() && System.console() != null;
    return terminal && System.console().isTerminal()
        ? Math.min(LONG_LINE, Terminal.width().orElse(LONG_LINE))
        : Integer.MAX_VALUE;
  }

  /// The training beside that with the repair that won, else with the first that was tried; the
  /// latter is done once more, since of trials only the outcome is kept.
  private Optional<Twins> twins(
      Spec spec, Parts parts, Recording before, Optional<Path> home, Diagnosis diagnosis) {
    return best(diagnosis.causes().stream().filter(c -> c.trial().isPresent()).toList())
        .map(cause ->
            Scratch.use(folder -> {
              Spec repaired = cause.fix().apply(spec);
              Parts own = repaired.data().equals(spec.data()) ? parts : Parts.load(repaired, home);
              Path run = folder.resolve("run");
              train(repaired, own, run);
              Recording after = Recording.read(run.resolve("metrics.jsonl"));
              return new Twins(cause.fix(), cause.proven(), before, after);
            }));
  }

  /// The first whose repair is proven, else the first that has one.
  private static Optional<Suspect> best(List<Suspect> causes) {
    return causes.stream()
        .filter(Suspect::proven)
        .findFirst()
        .or(() -> causes.stream().filter(c -> !c.fix().isEmpty()).findFirst());
  }

  /// Writes the repaired spec, if that is wanted and there is a repair.
  private boolean write(Spec spec, Diagnosis diagnosis) {
    Optional<Suspect> best = best(diagnosis.causes());
    if (fix == null || best.isEmpty()) {
      return false;
    }
    Runs.write(fix, SpecFile.text(best.get().fix().apply(spec).toTree()));
    return true;
  }
}
