package io.gradus.jit;

import io.gradus.eval.Backend;
import io.gradus.graph.Graph;
import io.gradus.jit.emit.Target;
import io.gradus.jit.pass.Explain;
import io.gradus.jit.pass.Program;
import io.gradus.jit.pass.Run;
import io.gradus.jit.step.Engine;
import java.util.Locale;
import java.util.Optional;

/// The compiled engine: a whole function is one plan of fused kernels over planned memory.
///
/// A function goes through the passes *schedule* (which values, in which order), *fuse* (which of
/// them together), *lower* (code of the loops), *plan* (order and memory), *emit* (kernels bound to
/// memory) and *run*. [#explain] prints what each of them did.
///
/// Results are the same bits on any number of threads and with vectors of any width, also without
/// the Vector API module (`--add-modules jdk.incubator.vector`), where kernels are scalar loops.
/// They differ from those of the interpreter by rounding.
///
/// The system property `gradus.threads` sets the number of threads; all processors are the default.
/// `gradus.scalar=true` says that vectors are left out on purpose: a short program is done before
/// they would be fast.
public final class Jit implements Backend {
  private final Engine engine;

  /// The engine of this machine.
  public Jit() {
    this(Shared.ENGINE);
  }

  private Jit(Engine engine) {
    this.engine = engine;
  }

  /// An engine with kernels of a vector width (128, 256 or 512 bits; 0 for scalar loops) and a
  /// number of threads of its own.
  public static Jit of(int bits, int threads) {
    return new Jit(Engine.of(new Target(bits), threads, false));
  }

  /// Such as `jit-vector-512` or `jit-scalar`.
  @Override
  public String name() {
    return "jit-" + engine.target().name();
  }

  @Override
  public Executable compile(Graph graph, int carried) {
    return new Run(new Program(Backend.carrying(graph, carried).closed(), carried), graph, engine);
  }

  /// A pass that can be printed.
  public enum Pass {
    /// Which values are computed, after rewriting.
    SCHEDULE,
    /// Which of them are computed together.
    FUSE,
    /// In which order, and where the values lie.
    PLAN,
    /// The code of the fused loops.
    LOOPS,
    /// What is emitted for them.
    CODE
  }

  /// What each pass makes of a function, in print, but for the emitted code.
  public static String explain(Graph graph, int carried) {
    Explain e = new Explain(Backend.carrying(graph, carried).closed(), carried);
    return "schedule:\n%s\nfuse:\n%s\nplan:\n%s\nloops:\n%s"
        .formatted(e.schedule(), e.groups(), e.plan(), e.loops());
  }

  /// What one pass makes of a function, in print. Nothing is run, so that the code of any target
  /// can be looked at.
  ///
  /// @param bits the width of vectors in the code, as in [#of]
  public static String explain(Graph graph, int carried, Pass pass, int bits) {
    Explain e = new Explain(Backend.carrying(graph, carried).closed(), carried);
    return switch (pass) {
      case SCHEDULE -> e.schedule();
      case FUSE -> e.groups();
      case PLAN -> e.plan();
      case LOOPS -> e.loops();
      case CODE -> e.code(new Target(bits));
    };
  }

  /// How a function is computed: `vector` or `scalar` kernels, or, for at least a part of it, the
  /// `reference`, which are the definitions that the interpreter uses too. Empty if nothing is left
  /// to compute.
  public static Optional<String> kernel(Graph graph) {
    Explain.Way way = new Explain(graph.closed(), 0).way();
    return way == Explain.Way.NONE
        ? Optional.empty()
        : Optional.of(way.name().toLowerCase(Locale.ROOT));
  }

  private static final class Shared {
    static final Engine ENGINE = engine();

    private static Engine engine() {
      if (!Target.vectors() && !Boolean.getBoolean("gradus.scalar")) {
        // Not a logger: its default form takes two lines for one sentence.
        System.err.println(
            "gradus: the Vector API module is missing, so kernels run as scalar loops;"
                + " add --add-modules jdk.incubator.vector");
      }
      int threads =
          Integer.getInteger("gradus.threads", Runtime.getRuntime().availableProcessors());
      return Engine.of(Target.best(), Math.max(1, threads), true);
    }
  }
}
