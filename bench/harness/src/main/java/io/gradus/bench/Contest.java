package io.gradus.bench;

import io.gradus.bench.Running.Lost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Measures side by side: everyone starts, warms up once, then takes turns, while the others rest.
/// Each case has processes of its own, for code and memory of one must not help or harm the next.
final class Contest implements AutoCloseable {
  private static final long PAUSE_MILLIS = 250; // native thread pools spin for a while

  private final Options options;
  private final Map<Launch, Running> running = new HashMap<>();
  private final List<String> notes;

  /// @param notes where to write who was lost, and why
  Contest(Options options, List<String> notes) {
    this.options = options;
    this.notes = notes;
  }

  /// Someone who takes part.
  ///
  /// @param launch how the process is started
  /// @param task the name of the case
  record Entrant(Launch launch, String task) {
    static List<Entrant> of(List<Launch> launches, String task) {
      return launches.stream().map(l -> new Entrant(l, task)).toList();
    }
  }

  /// The median of each name over the repetitions, all figures being the higher the better: of
  /// several settings of one name the best. Those who were lost are absent.
  Map<String, Double> run(List<Entrant> entrants) {
    options.progress("%s: warm-up of %s", entrants.getFirst().task, names(entrants));
    Map<Entrant, List<Double>> figures = new LinkedHashMap<>();
    Map<String, Double> checks = new LinkedHashMap<>();
    for (Entrant e : entrants) {
      try {
        checks.put(e.launch.name(), prepare(e));
        figures.put(e, new ArrayList<>());
      } catch (Lost lost) {
        lost(e, lost);
      }
    }
    compare(entrants.getFirst().task, checks);
    for (int i = 0; i < options.repetitions(); i++) {
      for (Entrant e : List.copyOf(figures.keySet())) {
        try {
          figures.get(e).add(turn(e));
        } catch (Lost lost) {
          lost(e, lost);
          figures.remove(e);
        }
      }
    }
    Map<String, Double> best = new LinkedHashMap<>();
    figures.forEach((e, list) -> {
      options.progress("  %s, %s: %s", e.launch.name(), e.launch.setting(), text(list));
      best.merge(e.launch.name(), median(list), Math::max);
      stop(e);
    });
    return best;
  }

  /// A single figure outside of a comparison, from a process of its own; NaN if it was lost.
  double one(Entrant e, double seconds) {
    try {
      call(e, "prepare " + e.task);
      double figure = call(e, "measure " + e.task + " " + seconds);
      options.progress("%s: %s", e.task, Result.number(figure));
      stop(e);
      return figure;
    } catch (Lost lost) {
      lost(e, lost);
      return Double.NaN;
    }
  }

  private double prepare(Entrant e) throws Lost {
    try {
      return call(e, "prepare " + e.task);
    } catch (Lost first) {
      if (!started(e)) {
        throw first;
      }
      stop(e);
      return call(e, "prepare " + e.task);
    }
  }

  private double turn(Entrant e) throws Lost {
    String command = "measure " + e.task + " " + options.seconds();
    try {
      Thread.sleep(PAUSE_MILLIS);
      return call(e, command);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Lost("interrupted");
    } catch (Lost first) {
      notes.add(e.task + ": " + e.launch.name() + " was restarted: " + first.getMessage());
      stop(e);
      call(e, "prepare " + e.task);
      return call(e, command);
    }
  }

  private double call(Entrant e, String command) throws Lost {
    Running r = running.get(e.launch);
    if (r == null) {
      r = Running.start(e.launch, options.data());
      running.put(e.launch, r);
    }
    return r.call(command, 300);
  }

  private boolean started(Entrant e) {
    return running.containsKey(e.launch);
  }

  private void stop(Entrant e) {
    Running r = running.remove(e.launch);
    if (r != null) {
      r.close();
    }
  }

  private void lost(Entrant e, Lost lost) {
    String who = e.launch.name() + ", " + e.launch.setting();
    String note = e.task + ": no figure of " + who + ": " + lost.getMessage();
    options.progress("%s", note);
    notes.add(note);
    stop(e);
  }

  /// Everyone must have computed the same thing.
  private void compare(String task, Map<String, Double> checks) {
    double known = checks.getOrDefault(Launch.GRADUS, Double.NaN);
    checks.forEach((name, value) -> {
      boolean same = Math.abs(value - known) <= 2e-3 * Math.max(0.01, Math.abs(known));
      if (!same && !name.equals(Launch.PEAK)) {
        notes.add(task + ": " + name + " computes " + value + ", Gradus " + known);
      }
    });
  }

  static double median(List<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return n == 0
        ? Double.NaN
        : Arrays.stream(sorted, (n - 1) / 2, n / 2 + 1).average().orElseThrow();
  }

  private static String text(List<Double> figures) {
    return String.join(" ", figures.stream().map(Result::number).toList());
  }

  private static String names(List<Entrant> entrants) {
    return String.join(", ", new TreeSet<>(entrants.stream().map(e -> e.launch.name()).toList()));
  }

  @Override
  public void close() {
    running.values().forEach(Running::close);
    running.clear();
  }
}
