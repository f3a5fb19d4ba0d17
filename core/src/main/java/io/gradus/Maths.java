package io.gradus;

import io.gradus.array.Shape;
import io.gradus.diff.Schedule;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Structured;
import io.gradus.op.Structured.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Functions of whole arrays beyond the operators of [Expr]: products, sorting, convolution, linear
/// algebra, conditions and loops.
public final class Maths {
  private Maths() {}

  /// The product along an axis, which disappears. Factors are paired off, so that the derivative is
  /// right where factors are 0, and costs no more than a few products for each factor.
  public static Expr prod(Expr x, int axis) {
    int a = x.shape().axis(axis);
    Expr rest = x;
    while (rest.shape().dim(a) > 1) {
      int half = rest.shape().dim(a) / 2;
      Expr pairs = rest.slice(a, 0, half).mul(rest.slice(a, half, 2 * half));
      rest =
          rest.shape().dim(a) % 2 == 0
              ? pairs
              : Expr.concat(a, List.of(pairs, rest.slice(a, 2 * half, 2 * half + 1)));
    }
    Shape to = x.shape().remove(a);
    return rest.shape().dim(a) == 0 ? Expr.fill(1, x.type().with(to)) : rest.reshape(to);
  }

  /// The elements along an axis in ascending order.
  public static Expr sort(Expr x, int axis) {
    int a = x.shape().axis(axis);
    Expr order = Expr.of(new Flat.ArgSort(a), List.of(x));
    return Expr.of(new Indexed.TakeAlong(a), List.of(x, order));
  }

  /// Convolution in one dimension, as neural networks use the word (the kernel is not mirrored).
  ///
  /// @param x (batch, in, length)
  /// @param w (out, in, width)
  /// @param stride the step of the kernel
  /// @param padding zeros added at both ends
  /// @return (batch, out, (length + 2·padding − width)/stride + 1)
  public static Expr convolve1d(Expr x, Expr w, int stride, int padding) {
    Expr windows =
        unfold(pad(x, padding, 2), 2, w.shape().dim(2), stride); // (batch, in, out, width)
    return windows.contract(w, "bixk", "oik", "box");
  }

  /// Convolution in two dimensions, as neural networks use the word (the kernel is not mirrored).
  ///
  /// ```java
  /// Type images = Type.f32(8, 3, 32, 32);
  /// Fn f = Fn.of(images, Type.f32(16, 3, 5, 5), (x, w) -> Maths.convolve2d(x, w, 2, 2));
  /// f.graph().results().getFirst().type(); // → float32(8, 16, 16, 16)
  /// ```
  ///
  /// @param x (batch, in, height, width)
  /// @param w (out, in, rows, columns)
  /// @param stride the step of the kernel along both axes
  /// @param padding zeros added at all four sides
  /// @return (batch, out, height′, width′)
  public static Expr convolve2d(Expr x, Expr w, int stride, int padding) {
    Expr rows = unfold(pad(x, padding, 2, 3), 2, w.shape().dim(2), stride); // (b, i, y, k, width)
    Expr windows = unfold(rows, 4, w.shape().dim(3), stride); // (b, i, y, k, x, l)
    return windows.contract(w, "biykxl", "oikl", "boyx");
  }

  private static Expr pad(Expr x, int padding, int... axes) {
    List<Integer> by =
        IntStream.range(0, x.shape().rank())
            .map(a -> IntStream.of(axes).anyMatch(b -> a == b) ? padding : 0)
            .boxed()
            .toList();
    return x.pad(by, by);
  }

  private static Expr unfold(Expr x, int axis, int size, int stride) {
    return Expr.of(new Indexed.Unfold(axis, size, stride, 1), List.of(x));
  }

  /// The unit matrix, in float64.
  public static Expr eye(int n) {
    Type type = Type.f64(n, n);
    return Expr.iota(0, type).eq(Expr.iota(1, type));
  }

  /// The solution X of A X = B.
  ///
  /// ```java
  /// Fn f = Fn.of(Type.f64(2, 2), Type.f64(2, 1), Maths::solve);
  /// Array a = Array.matrix(new double[][] {{2, 0}, {1, 4}});
  /// f.run(a, Array.of(Shape.of(2, 1), 2.0, 9.0)); // the column (1, 2)
  /// ```
  ///
  /// @param a (…, n, n)
  /// @param b (…, n, k)
  public static Expr solve(Expr a, Expr b) {
    return Expr.of(new Structured.Solve(Part.FULL, false), List.of(a, b));
  }

  /// The solution X of L X = B for lower triangular L; the upper triangle is not read.
  public static Expr solveLower(Expr l, Expr b) {
    return Expr.of(new Structured.Solve(Part.LOWER, false), List.of(l, b));
  }

  /// The solution X of U X = B for upper triangular U; the lower triangle is not read.
  public static Expr solveUpper(Expr u, Expr b) {
    return Expr.of(new Structured.Solve(Part.UPPER, false), List.of(u, b));
  }

  /// The lower triangular factor L of L Lᵀ = A, for symmetric positive definite A.
  public static Expr cholesky(Expr a) {
    return Expr.of(new Structured.Cholesky(), List.of(a));
  }

  /// The determinant of a square matrix; its derivative needs a regular one.
  public static Expr det(Expr a) {
    return Expr.of(new Structured.Determinant(false), List.of(a));
  }

  /// ln |det A| of a regular square matrix.
  public static Expr logDet(Expr a) {
    return Expr.of(new Structured.Determinant(true), List.of(a));
  }

  /// `yes(x)` if the scalar `condition` is not 0, else `no(x)`; only one of them is computed. The
  /// branches may use outer expressions.
  ///
  /// ```java
  /// Fn f = Fn.of(Type.f64(), x -> Maths.cond(x.gt(0), x, p -> p.square(), n -> n.neg()));
  /// Gradus.grad(f).run(3.0); // → 6.0
  /// ```
  public static Expr cond(Expr condition, Expr x, UnaryOperator<Expr> yes, UnaryOperator<Expr> no) {
    Expr p = Expr.param("x", x.type());
    Closure closure = Closure.of(List.of(p), List.of(yes.apply(p), no.apply(p)));
    List<Expr> params = new ArrayList<>(List.of(p));
    params.addAll(closure.params);
    Control op =
        new Control.Cond(
            new Graph(params, closure.results.subList(0, 1)),
            new Graph(params, closure.results.subList(1, 2)));
    List<Expr> args = new ArrayList<>(List.of(condition, x));
    args.addAll(closure.captured);
    return Expr.of(op, args).item(0);
  }

  /// What one step of a loop yields.
  ///
  /// @param state the next state
  /// @param outputs values to stack over all steps
  public record Step(List<Expr> state, List<Expr> outputs) {
    /// A step without outputs.
    public static Step of(Expr... state) {
      return new Step(List.of(state), List.of());
    }
  }

  /// A loop: `step` takes the state and the inputs of one step and gives the next state and the
  /// outputs. It is traced once and may use outer expressions.
  ///
  /// ```java
  /// Fn newton = // √a by ten steps y ← (y + a/y)/2
  ///     Fn.of(
  ///         Type.f64(),
  ///         a ->
  ///             Maths.scan(10, List.of(a.like(1)), List.of(), new Schedule.SquareRoot(), (s, _) ->
  ///                     Maths.Step.of(s.getFirst().add(a.div(s.getFirst())).div(2)))
  ///                 .state()
  ///                 .getFirst());
  /// Gradus.grad(newton).run(4.0); // → 0.25
  /// ```
  ///
  /// @param length the number of steps
  /// @param init the first state
  /// @param inputs arrays of `length` slices along the first axis, one slice for each step
  /// @param schedule which states reverse mode stores and which it computes again
  /// @param step the function of one step
  /// @return the last state and the stacked outputs
  public static Step scan(
      int length,
      List<Expr> init,
      List<Expr> inputs,
      Schedule schedule,
      BiFunction<List<Expr>, List<Expr>, Step> step) {
    List<Expr> state = init.stream().map(e -> Expr.param("s", e.type())).toList();
    List<Expr> input =
        inputs.stream().map(e -> Expr.param("u", e.type().with(e.shape().remove(0)))).toList();
    Step traced = step.apply(state, input);
    Closure closure = Closure.of(joined(state, input), joined(traced.state, traced.outputs));
    List<Expr> params = joined(state, closure.params, input);
    List<Expr> results =
        joined(
            closure.results.subList(0, state.size()),
            closure.params, // the same at every step
            closure.results.subList(state.size(), closure.results.size()));
    int states = state.size() + closure.params.size();
    Control.Scan scan = new Control.Scan(new Graph(params, results), length, states, false);
    List<Expr> out = schedule.apply(scan, joined(init, closure.captured, inputs));
    return new Step(out.subList(0, state.size()), out.subList(states, out.size()));
  }

  @SafeVarargs
  private static List<Expr> joined(List<Expr>... parts) {
    List<Expr> all = new ArrayList<>();
    for (List<Expr> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  /// A body made closed: outer expressions that it uses become parameters, so that they are
  /// computed once and not at every step.
  private record Closure(List<Expr> params, List<Expr> captured, List<Expr> results) {
    static Closure of(List<Expr> own, List<Expr> results) {
      Set<Expr> inner = new HashSet<>(own); // nodes that depend on the body's own parameters
      Set<Expr> captured = new LinkedHashSet<>();
      for (Expr e : Graph.nodes(results)) {
        if (e.args().stream().anyMatch(inner::contains)) {
          inner.add(e);
          e.args().stream().filter(a -> !inner.contains(a) && isOuter(a)).forEach(captured::add);
        }
      }
      results.stream().filter(r -> !inner.contains(r) && isOuter(r)).forEach(captured::add);
      Map<Expr, Expr> by = new HashMap<>();
      captured.forEach(e -> by.put(e, Expr.param("c", e.type())));
      return new Closure(
          captured.stream().map(by::get).toList(),
          List.copyOf(captured),
          Graph.substitute(results, by));
    }

    private static boolean isOuter(Expr e) {
      return !(e.op() instanceof Flat && e.args().isEmpty()) || e.op() instanceof Flat.Param;
    }
  }
}
