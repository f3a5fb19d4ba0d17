package io.gradus.adbench;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.bench.child.Case;
import io.gradus.bench.child.Child;
import io.gradus.diff.Schedule;
import io.gradus.eval.Backend;
import io.gradus.graph.Expr;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The objectives of ADBench, which lie beside the golden tests of core, and their derivatives.
///
/// The figure is milliseconds: the least of five samples, each repeated for the given time.
public final class Objectives {
  private static final int SAMPLES = 5;
  private static final double WARM = 20; // seconds; functions of many kernels take long

  private Objectives() {}

  private record Pair(Fn objective, Fn derivative, List<Array> args) {}

  /// The case of an instance such as `gmm_d10_K50`.
  ///
  /// @param what `objective` or `derivative`
  public static Case named(String instance, String what) {
    Pair pair;
    try {
      pair = read(instance, Child.data().resolve("adbench"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Fn f = what.equals("objective") ? pair.objective : pair.derivative;
    return new Timed(f, pair.args);
  }

  private static Pair read(String instance, Path folder) throws IOException {
    switch (instance.substring(0, instance.indexOf('_'))) {
      case "gmm" -> {
        Gmm g = Gmm.read(folder.resolve("gmm/" + instance + ".txt"));
        return new Pair(g.objective(), g.gradient(), g.args());
      }
      case "ba1", "ba5" -> {
        Ba b = Ba.read(folder.resolve("ba/" + instance + ".txt"));
        return new Pair(b.objective(), b.jacobian(), b.args());
      }
      case "lstm" -> {
        Lstm m = Lstm.read(folder.resolve("lstm/" + instance + ".txt"));
        return new Pair(m.objective(), m.gradient(new Schedule.StoreAll()), m.args());
      }
      case "hand" -> {
        String[] words = instance.split("_", 3); // hand_simple_hand1_t26_c100
        boolean complicated = words[1].equals("complicated");
        Hand h =
            Hand.read(
                folder.resolve("hand/" + words[1] + "_small/" + words[2] + ".txt"),
                Hand.Model.read(folder.resolve("hand/model")),
                complicated);
        return new Pair(h.objective(), h.jacobian(), h.args());
      }
      default -> throw new IllegalArgumentException(instance);
    }
  }

  private static final class Timed implements Case {
    private final Backend.Executable executable;
    private final List<Array> args;
    private final List<Array> results = new ArrayList<>(); // written over and over, as in C++

    Timed(Fn f, List<Array> args) {
      this.executable = Backend.current().compile(f.graph());
      this.args = args;
      for (Expr e : f.graph().results()) {
        results.add(Array.zeros(e.dtype(), e.shape()));
      }
    }

    @Override
    public double prepare() throws Exception {
      Case.warm(WARM, this::one);
      Array y = results.getFirst();
      return y.get(y.size() / 2);
    }

    @Override
    public double measure(double seconds) throws Exception {
      double best = 0;
      for (int i = 0; i < SAMPLES; i++) {
        best = Math.max(best, Case.rate(seconds, 1, this::one));
      }
      return 1e3 / best;
    }

    private void one() {
      executable.run(args, results);
    }
  }
}
