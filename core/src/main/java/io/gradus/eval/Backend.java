package io.gradus.eval;

import io.gradus.array.Array;
import io.gradus.array.ShapeException;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/// A way to compute. The reference [Interpreter] is always there; a faster one is found as a
/// service.
public interface Backend {
  /// The system property that chooses a backend by its name or the beginning of it, such as
  /// `-Dgradus.backend=interpreter`.
  String PROPERTY = "gradus.backend";

  /// A name for records of a run, such as `interpreter`.
  String name();

  /// Prepares a function for many runs.
  default Executable compile(Graph graph) {
    return compile(graph, 0);
  }

  /// Prepares a function for many runs in which something is carried from run to run, as the
  /// parameters in training: the first `carried` results take the places of the first `carried`
  /// operands.
  ///
  /// @throws ShapeException if a carried result does not have the type of its operand
  Executable compile(Graph graph, int carried);

  /// A function ready to run. Safe for use by one thread at a time; see [#fork].
  interface Executable {
    /// All results for the operands, carried ones too, as fresh arrays. Operands are not changed.
    ///
    /// @throws ShapeException if an operand does not have the type of its parameter
    List<Array> run(List<Array> args);

    /// Writes the results into arrays of the caller, without allocation where the backend can: the
    /// first `carried` operands are overwritten by the first results.
    ///
    /// Whoever wants no allocation at all keeps both lists and gives the same ones again. An array
    /// that is written, be it a carried operand or one of `results`, must be given only once.
    ///
    /// @param args the operands
    /// @param results receive the results that are not carried, in order
    /// @throws ShapeException if an array does not have the type of what it stands for
    void run(List<Array> args, List<Array> results);

    /// The same function for another thread: what is compiled is shared, working memory is not. Any
    /// thread may call this at any time.
    Executable fork();
  }

  /// The function, after a check that its first results can take the places of its first operands.
  ///
  /// @throws ShapeException naming the first result that cannot
  static Graph carrying(Graph graph, int carried) {
    int most = Math.min(graph.params().size(), graph.results().size());
    if (carried < 0 || carried > most) {
      throw new ShapeException(
          "compile: "
              + carried
              + " results cannot be carried by a function with "
              + graph.params().size()
              + " operands and "
              + graph.results().size()
              + " results");
    }
    for (int i = 0; i < carried; i++) {
      Type operand = graph.params().get(i).type();
      Type result = graph.results().get(i).type();
      if (!operand.equals(result)) {
        throw new ShapeException(
            "compile: carried result %d must have the type of operand %d, %s, but is %s"
                .formatted(i, i, operand, result));
      }
    }
    return graph;
  }

  /// The backend that [#PROPERTY] names, otherwise the fastest one that is present.
  ///
  /// @throws NoBackendException if the property names none that is present
  static Backend current() {
    return Current.get();
  }

  /// Holds the choice, made once.
  final class Current {
    private static Backend chosen;

    private Current() {}

    private static synchronized Backend get() {
      if (chosen == null) {
        chosen = choose(System.getProperty(PROPERTY, ""));
      }
      return chosen;
    }

    private static Backend choose(String name) {
      Backend reference = new Interpreter();
      if (!name.isEmpty() && reference.name().startsWith(name)) {
        return reference; // the others are not even loaded
      }
      List<Backend> found =
          ServiceLoader.load(Backend.class).stream().map(ServiceLoader.Provider::get).toList();
      return Stream.concat(found.stream(), Stream.of(reference))
          .filter(b -> b.name().startsWith(name))
          .findFirst()
          .orElseThrow(() -> unknown(name, found));
    }

    private static NoBackendException unknown(String name, List<Backend> found) {
      List<String> known = found.stream().map(Backend::name).toList();
      return new NoBackendException(
          "-D%s=%s names no backend that is present; there %s interpreter"
              .formatted(
                  PROPERTY,
                  name,
                  known.isEmpty() ? "is" : "are " + String.join(", ", known) + " and"));
    }
  }
}
