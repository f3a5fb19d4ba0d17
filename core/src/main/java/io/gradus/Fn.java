package io.gradus;

import io.gradus.array.Array;
import io.gradus.eval.Backend;
import io.gradus.eval.Instances;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.text.Notation;
import io.gradus.text.Parsed;
import io.gradus.text.Reader;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// A function that can be run, printed and differentiated.
///
/// A lambda is traced once with typed arguments; what it builds is the function. Any number of
/// threads may run it at once.
///
/// ```java
/// Fn f = Fn.of(Type.f64(), x -> x.mul(x.sin()));
/// f.run(2.0); // → 1.8185948536513634
/// Gradus.grad(f).run(2.0); // sin 2 + 2 cos 2
/// ```
public final class Fn {
  private final Graph graph;
  private volatile Instances<Backend.Executable> instances; // prepared at the first run

  private Fn(Graph graph) {
    this.graph = graph;
  }

  /// The function of a graph.
  public static Fn of(Graph graph) {
    return new Fn(graph);
  }

  /// A function of one argument.
  public static Fn of(Type x, UnaryOperator<Expr> f) {
    return of(List.of(x), p -> List.of(f.apply(p.getFirst())));
  }

  /// A function of two arguments.
  public static Fn of(Type x, Type y, BinaryOperator<Expr> f) {
    return of(List.of(x, y), p -> List.of(f.apply(p.get(0), p.get(1))));
  }

  /// A function of any number of arguments and results.
  ///
  /// ```java
  /// Fn polar =
  ///     Fn.of(
  ///         List.of(Type.f64(), Type.f64()),
  ///         p -> List.of(p.get(0).hypot(p.get(1)), p.get(1).atan2(p.get(0))));
  /// ```
  public static Fn of(List<Type> types, Function<List<Expr>, List<Expr>> f) {
    return new Fn(Graph.trace(types, f));
  }

  /// The function that a formula describes, of its variables in order of first appearance.
  ///
  /// ```java
  /// Fn f = Fn.parse("x1*x2 + sin(x1)");
  /// f.run(2.0, 3.0); // → 6.909297426825682
  /// ```
  ///
  /// @throws io.gradus.text.ReadException with one sentence if the text is not understood
  public static Fn parse(String formula) {
    Parsed parsed = Reader.read(formula);
    return new Fn(new Graph(parsed.symbols(), List.of(parsed.expr())));
  }

  /// The only result as a formula that [#parse] reads.
  ///
  /// ```java
  /// Fn.parse("Sin[x]^2 y").text(); // → sin(x)^2*y
  /// ```
  public String text() {
    return Notation.TEXT.print(only(graph.results()));
  }

  /// The only result as a TeX formula.
  ///
  /// ```java
  /// Fn.parse("sqrt(x)/2").tex(); // → \frac{\sqrt{x}}{2}
  /// ```
  public String tex() {
    return Notation.TEX.print(only(graph.results()));
  }

  /// The function as data.
  public Graph graph() {
    return graph;
  }

  /// The expressions for some arguments: the body with `args` put in for the parameters.
  public List<Expr> apply(Expr... args) {
    return graph.apply(List.of(args));
  }

  /// The only result for some arguments.
  public Expr call(Expr... args) {
    return only(apply(args));
  }

  /// The results for some operands, which must have the types of the parameters.
  public List<Array> run(List<Array> args) {
    Instances<Backend.Executable> all = instances();
    Backend.Executable e = all.take();
    try {
      return e.run(args);
    } finally {
      all.give(e);
    }
  }

  /// Writes the results into arrays of the caller, for whoever runs a function very often: with a
  /// compiled backend and the same lists again, a run allocates nothing.
  ///
  /// ```java
  /// Fn f = Fn.of(Type.f64(3), x -> x.mul(x.sin()));
  /// List<Array> in = List.of(Array.vector(1, 2, 3));
  /// List<Array> out = List.of(Array.vector(0, 0, 0));
  /// f.run(in, out); // out → [0.8414…, 1.8185…, 0.4233…]
  /// ```
  ///
  /// @param args the operands, which stay as they are
  /// @param results receive the results; each must have the type of its result
  public void run(List<Array> args, List<Array> results) {
    Instances<Backend.Executable> all = instances();
    Backend.Executable e = all.take();
    try {
      e.run(args, results);
    } finally {
      all.give(e);
    }
  }

  /// The only result for some operands.
  public Array run(Array... args) {
    return only(run(List.of(args)));
  }

  /// The only number for scalar operands.
  public double run(double... args) {
    if (args.length != graph.params().size()) {
      graph.check("run", Arrays.stream(args).mapToObj(x -> Type.f64()).toList());
    }
    return run(IntStream.range(0, args.length)
            .mapToObj(i -> Array.of(args[i]).cast(graph.params().get(i).dtype()))
            .toArray(Array[]::new))
        .item();
  }

  /// The function as a typed program.
  @Override
  public String toString() {
    return graph.toString();
  }

  private Instances<Backend.Executable> instances() {
    Instances<Backend.Executable> all = instances;
    return all != null ? all : prepare();
  }

  private synchronized Instances<Backend.Executable> prepare() {
    if (instances == null) {
      instances = Instances.of(Backend.current().compile(graph));
    }
    return instances;
  }

  private static <T> T only(List<T> results) {
    if (results.size() != 1) {
      throw new IllegalStateException("the function has " + results.size() + " results, not one");
    }
    return results.getFirst();
  }
}
