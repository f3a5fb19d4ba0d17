package io.gradus.bench;

import io.gradus.nn.io.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Compares Gradus with its peers, side by side in one run.
final class Main {
  private Main() {}

  static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (args.length == 1 && args[0].equals("--help")) {
      out.print(Options.USAGE);
      return;
    }
    Options options;
    try {
      options = Options.of(args);
    } catch (Options.Wrong e) {
      System.err.println("bench: " + e.getMessage() + "; try --help.");
      System.exit(64);
      return;
    }
    List<String> notes = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    for (int threads : options.threads()) {
      try (Contest contest = new Contest(options, notes)) {
        for (String name : options.only()) {
          boolean again = threads != options.threads().getFirst();
          results.addAll(
              switch (name) {
                case "W1", "W2", "W3", "W4" -> Trainings.run(name, threads, contest);
                case "INFER" -> Micro.inference(threads, contest);
                case "MATMUL" -> Micro.products(threads, contest, options);
                case "MATHS" -> again ? List.of() : Micro.maths(contest);
                case "ADBENCH" -> again ? List.of() : AdBench.run(contest);
                case "USPS" -> Whole.accuracy(threads, options, notes);
                case "MEMORY" -> Whole.memory(threads, options, notes);
                case "STARTUP" -> again ? List.of() : Whole.startup(options, notes);
                case "JMH" -> again ? List.of() : Jmh.run(options, notes);
                default -> throw new IllegalStateException(name);
              });
        }
      }
    }
    Report report = new Report(options, results, notes);
    out.print(options.json() ? Json.text(report.json()) : report.text());
  }
}
