package io.gradus.app.worksheet;

import io.gradus.array.Shape;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.nn.UserException;
import io.gradus.op.Flat;
import io.gradus.rewrite.Expand;
import io.gradus.rewrite.Simplify;
import io.gradus.text.Printer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Scalars, vectors and matrices of formulas, entry by entry.
final class Values {
  private Values() {}

  /// The items of a list: numbers of a vector, rows of a matrix.
  static List<Expr> items(Expr e) {
    if (e.shape().isScalar()) {
      throw new UserException(Printer.text(e) + " is no list");
    }
    return IntStream.range(0, e.shape().dim(0)).mapToObj(e::at).toList();
  }

  /// The scalar entries row by row.
  static List<Expr> entries(Expr e) {
    return e.shape().isScalar() && Graph.nodes(List.of(e)).stream().allMatch(Values::isScalar)
        ? List.of(e)
        : Expand.entries(e);
  }

  private static boolean isScalar(Expr e) {
    return e.types().size() == 1 && e.shape().isScalar();
  }

  /// Entries row by row as one expression of a shape.
  static Expr of(List<Expr> entries, Shape shape) {
    return shape.isScalar() ? entries.getFirst() : Expr.stack(entries).reshape(shape);
  }

  /// The same in as few words as possible.
  static Expr simplified(Expr e) {
    return of(Simplify.quickly(entries(e)), e.shape());
  }

  /// The derivative of each entry by a variable.
  static Expr derivative(Expr f, Expr x) {
    List<Expr> raw = entries(f).stream().map(e -> Forward.derivative(e, x)).toList();
    return of(Simplify.quickly(raw), f.shape());
  }

  /// The derivatives ∂fᵢ/∂xⱼ; for a scalar f the gradient.
  ///
  /// @param f of any shape
  /// @param x variables, of any shape
  /// @return of the shape of f followed by that of x
  static Expr gradient(Expr f, Expr x) {
    List<Expr> wrt = entries(x);
    for (Expr e : wrt) {
      if (!(e.op() instanceof Flat.Param)) {
        throw new UserException(
            "a gradient is taken by variables, but " + Printer.text(e) + " is none");
      }
    }
    List<Expr> raw = new ArrayList<>();
    entries(f).forEach(e -> raw.addAll(Reverse.grad(e, wrt)));
    int[] dims =
        IntStream.concat(IntStream.of(f.shape().dims()), IntStream.of(x.shape().dims())).toArray();
    return of(Simplify.quickly(raw), Shape.of(dims));
  }

  /// Lists one after another. Arrays of different rank, such as the parameters of several layers,
  /// are joined entry by entry.
  static Expr join(List<Expr> parts) {
    boolean alike = parts.stream().map(p -> p.shape().rank()).distinct().count() == 1;
    if (parts.stream().anyMatch(p -> p.shape().isScalar())) {
      throw new UserException("Join takes lists, but one of its arguments is a single value");
    }
    return alike
        ? Expr.concat(0, parts)
        : Expr.stack(parts.stream().flatMap(p -> entries(p).stream()).toList());
  }
}
