package io.gradus.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What the command line asks for.
///
/// @param json print JSON and nothing else
/// @param only the comparisons to make, in their order
/// @param threads the numbers of threads to compare at
/// @param data the folder with `usps` and `adbench`
/// @param repetitions turns of everyone
/// @param seconds the length of a turn
/// @param openBlas the library of OpenBLAS, a path or a name for the system's look-up
record Options(
    boolean json,
    List<String> only,
    List<Integer> threads,
    Path data,
    int repetitions,
    double seconds,
    String openBlas) {
  static final List<String> ALL =
      List.of(
          "W1", "W2", "W3", "W4", "INFER", "MATMUL", "MATHS", "ADBENCH", "USPS", "MEMORY",
          "STARTUP", "JMH");
  static final String USAGE =
      """
      bench/run [--json] [--only W1,W2,…] [--threads N[,M…]] [--data DIR] [--reps N] [--seconds S]

        --only       some of %s; all but JMH if absent
        --threads    how many threads each side may use; the number of processors if absent
        --data       the folder with usps/ and adbench/
        --reps       turns of everyone, 5 if absent; the median counts
        --seconds    the length of a turn, 1 if absent
        BENCH_OPENBLAS names the library of OpenBLAS if the system does not find libopenblas.so.0
      """
          .formatted(String.join(", ", ALL));

  /// Says in one sentence what is wrong with the command line.
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  static Options of(String[] args) throws Wrong {
    boolean json = false;
    Set<String> only = new TreeSet<>(ALL.subList(0, ALL.size() - 1));
    List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());
    Path data = Path.of(System.getProperty("bench.data", "data"));
    int repetitions = 5;
    double seconds = 1;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--json")) {
        json = true;
        continue;
      }
      if (i + 1 == args.length) {
        throw new Wrong("no option " + args[i] + ", or its value is missing");
      }
      String value = args[++i];
      try {
        switch (args[i - 1]) {
          case "--only" -> only = Set.of(value.toUpperCase(Locale.ROOT).split(","));
          case "--threads" -> threads = Stream.of(value.split(",")).map(Integer::valueOf).toList();
          case "--data" -> data = Path.of(value);
          case "--reps" -> repetitions = Integer.parseInt(value);
          case "--seconds" -> seconds = Double.parseDouble(value);
          default -> throw new Wrong("no option " + args[i - 1]);
        }
      } catch (IllegalArgumentException e) {
        throw new Wrong(args[i - 1] + " cannot be '" + value + "'");
      }
    }
    for (String name : only) {
      if (!ALL.contains(name)) {
        throw new Wrong("no comparison " + name + "; there are " + String.join(", ", ALL));
      }
    }
    List<String> ordered = ALL.stream().filter(only::contains).toList();
    String library = System.getenv().getOrDefault("BENCH_OPENBLAS", "libopenblas.so.0");
    return new Options(
        json, ordered, threads, data.toAbsolutePath(), repetitions, seconds, library);
  }

  /// The folder of the module.
  static Path home() {
    return Path.of(System.getProperty("bench.home", "bench")).toAbsolutePath();
  }

  /// A line about what goes on, for people who wait.
  void progress(String format, Object... args) {
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    err.printf(Locale.ROOT, format + "%n", args);
  }
}
