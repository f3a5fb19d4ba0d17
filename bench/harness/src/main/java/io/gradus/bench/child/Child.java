package io.gradus.bench.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// The child's end of the line: commands on standard input, one JSON object for each on standard
/// output.
///
/// `prepare NAME`, `measure NAME SECONDS`; the end of the input is the end of the child. What
/// libraries print goes to standard error.
public final class Child {
  private static final double ONCE_SECONDS = 5;

  private Child() {}

  /// Serves until the input ends; `once NAME` as arguments prepares and measures one case.
  ///
  /// @param cases the case for a name, or `null`
  public static void serve(String[] args, Function<String, Case> cases) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err);
    Map<String, Case> open = new HashMap<>();
    if (args.length == 2 && args[0].equals("once")) {
      answer(out, open, cases, "prepare " + args[1]);
      answer(out, open, cases, "measure " + args[1] + " " + ONCE_SECONDS);
      System.exit(0);
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      answer(out, open, cases, line);
    }
    System.exit(0); // pools of native threads may not end by themselves
  }

  private static void answer(
      PrintStream out, Map<String, Case> open, Function<String, Case> cases, String line) {
    String[] words = line.split(" ");
    try {
      double value =
          switch (words[0]) {
            case "prepare" -> {
              Case found = cases.apply(words[1]);
              if (found == null) {
                throw new IllegalArgumentException("no case " + words[1]);
              }
              open.put(words[1], found);
              yield found.prepare();
            }
            case "measure" -> open.get(words[1]).measure(Double.parseDouble(words[2]));
            default -> throw new IllegalArgumentException("no command " + words[0]);
          };
      out.println("{\"value\":" + (Double.isFinite(value) ? value : "null") + "}");
    } catch (Throwable e) { // also a missing native library
      e.printStackTrace();
      String text = e.toString().replaceAll("[\\x00-\\x1f\"\\\\]+", " ");
      out.println("{\"error\":\"" + text + "\"}");
    }
    out.flush();
  }

  /// A case that works and then gives the highest memory that this process ever held, in MiB.
  public static Case peakMemory(Case work) {
    return new Case() {
      @Override
      public double prepare() throws Exception {
        return work.prepare();
      }

      @Override
      public double measure(double seconds) throws Exception {
        work.measure(seconds);
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
          if (line.startsWith("VmHWM:")) {
            return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
          }
        }
        return Double.NaN;
      }
    };
  }

  /// The number of threads that the harness asks for.
  public static int threads() {
    return Integer.getInteger("bench.threads", 1);
  }

  /// The folder with data.
  public static Path data() {
    return Path.of(System.getProperty("bench.data", "."));
  }
}
