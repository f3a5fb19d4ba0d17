package io.gradus.bench;

import io.gradus.bench.Result.Goal;
import io.gradus.bench.Running.Lost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Whole processes: time to an accuracy, memory, start-up.
final class Whole {
  private static final int TURNS = 3;
  private static final int STARTS = 7;
  private static final double LIMIT = 180;

  private Whole() {}

  /// Seconds from the start of the process to 87 % of the test digits.
  static List<Result> accuracy(int threads, Options options, List<String> notes) {
    List<Launch> launches =
        new ArrayList<>(List.of(Launch.gradus(threads), Launch.gradusWithoutVectors(threads)));
    launches.addAll(Launch.djl(threads));
    Map<Launch, List<Double>> seconds = new LinkedHashMap<>();
    for (int turn = 0; turn <= TURNS; turn++) { // the first unpacks native libraries
      for (Launch launch : launches) {
        options.progress("USPS: %s, %s", launch.name(), launch.setting());
        long start = System.nanoTime();
        Launch started = launch.with(classes(launch, turn == 0));
        try (Running child = Running.start(started, options.data(), "once", "USPS")) {
          child.answer(LIMIT);
          child.answer(LIMIT);
          double passed = (System.nanoTime() - start) * 1e-9;
          if (turn > 0) {
            seconds.computeIfAbsent(launch, _ -> new ArrayList<>()).add(passed);
          }
        } catch (Lost e) {
          notes.add("USPS: a run of " + launch.name() + " was lost: " + e.getMessage());
        }
      }
    }
    String metric = "start to 87 % test accuracy";
    return List.of(line("USPS", metric, "s", threads, seconds, Goal.ratio(2), options));
  }

  /// The options for an ahead-of-time cache of classes, for all alike. Without recorded profiles: to
  /// compile all that they name keeps HotSpot's compiler from what is needed at once.
  private static String[] classes(Launch launch, boolean first) {
    Path cache =
        Options.home()
            .resolve(launch.module())
            .resolve("target/usps-%s.aot".formatted(launch.setting().replaceAll("\\W+", "-")));
    return new String[] {
      (first ? "-XX:AOTCacheOutput=" : "-XX:AOTCache=") + cache,
      "-XX:+UnlockDiagnosticVMOptions",
      "-XX:-AOTReplayTraining"
    };
  }

  /// The most memory that a process held that trained W2 for five seconds. Both JVMs get the same
  /// heap limit and collector.
  static List<Result> memory(int threads, Options options, List<String> notes) {
    List<Launch> launches = new ArrayList<>(List.of(Launch.gradus(threads)));
    launches.addAll(Launch.djl(threads));
    Map<Launch, List<Double>> peaks = new LinkedHashMap<>();
    for (int turn = 0; turn < TURNS; turn++) {
      for (Launch launch : launches) {
        options.progress("MEMORY: %s, %s", launch.name(), launch.setting());
        Launch small = launch.with("-Xmx512m");
        try (Running child = Running.start(small, options.data(), "once", "MEMORY")) {
          child.answer(LIMIT);
          peaks.computeIfAbsent(launch, _ -> new ArrayList<>()).add(child.answer(LIMIT));
        } catch (Lost e) {
          notes.add("MEMORY: a run of " + launch.name() + " was lost: " + e.getMessage());
        }
      }
    }
    String metric = "peak of the process, W2 training";
    return List.of(line("MEMORY", metric, "MiB", threads, peaks, Goal.ratio(2), options));
  }

  /// Seconds of a small command, launcher script and all.
  static List<Result> startup(Options options, List<String> notes) {
    options.progress("STARTUP");
    List<Double> seconds = new ArrayList<>();
    try {
      for (int i = 0; i <= STARTS; i++) {
        long start = System.nanoTime();
        ProcessBuilder builder =
            new ProcessBuilder(
                Options.home().resolveSibling("gradus").toString(), "diff", "x1*x2+sin(x1)");
        builder.environment().put("GRADUS_JAVA_HOME", System.getProperty("java.home"));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        if (builder.start().waitFor() != 0) {
          throw new IOException("gradus diff failed");
        }
        if (i > 0) { // the first may build
          seconds.add((System.nanoTime() - start) * 1e-9);
        }
      }
    } catch (IOException e) {
      notes.add("STARTUP: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of(
        new Result(
            "STARTUP",
            "gradus diff 'x1*x2+sin(x1)'",
            "s",
            false,
            1,
            Contest.median(seconds),
            Map.of(),
            Goal.value(0.35)));
  }

  private static Result line(
      String id,
      String metric,
      String unit,
      int threads,
      Map<Launch, List<Double>> figures,
      Goal goal,
      Options options) {
    Map<String, Double> best = new LinkedHashMap<>();
    figures.forEach(
        (l, list) -> {
          double median = Contest.median(list);
          options.progress("  %s, %s: %s", l.name(), l.setting(), Result.number(median));
          best.merge(l.name(), median, Math::min);
        });
    double gradus = best.getOrDefault(Launch.GRADUS, Double.NaN);
    best.remove(Launch.GRADUS);
    return new Result(id, metric, unit, false, threads, gradus, best, goal);
  }
}
