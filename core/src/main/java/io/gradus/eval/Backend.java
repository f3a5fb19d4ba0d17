package io.gradus.eval;

import io.gradus.array.Array;
import io.gradus.graph.Graph;
import java.util.List;
import java.util.ServiceLoader;

/// A way to compute. The reference [Interpreter] is always there; a faster one is found as a
/// service.
public interface Backend {
  /// A name for records of a run, such as `interpreter`.
  String name();

  /// Prepares a function for many runs.
  Executable compile(Graph graph);

  /// A function ready to run. Safe for use by one thread at a time.
  interface Executable {
    /// The results for the operands, which must have the types of the parameters.
    List<Array> run(List<Array> args);
  }

  /// The fastest way to compute that is present.
  static Backend current() {
    return Current.BACKEND;
  }

  /// Holds the choice, made once.
  final class Current {
    private static final Backend BACKEND =
        ServiceLoader.load(Backend.class).findFirst().orElseGet(Interpreter::new);

    private Current() {}
  }
}
