package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.util.List;
import java.util.Optional;

/// Nonlinear operations on whole axes. Each states its forward rule as an expression linear in the
/// tangents; reverse mode is the transpose of that expression.
public sealed interface Structured extends Op.Single {
  /// The tangent of the result `y` from the operands and their tangents, linear in the latter.
  Expr jvp(Expr y, List<Expr> x, List<Expr> dx);

  /// The cotangents of the operands, for an operation whose forward rule applies the operation
  /// itself, so that transposing the rule would never end. Empty for all others.
  default Optional<List<Expr>> pull(Expr ct, Expr y, List<Expr> x) {
    return Optional.empty();
  }

  /// The largest (or smallest) element along `axes`, which disappear. Ties share the derivative
  /// evenly.
  ///
  /// @param max whether the largest is meant
  /// @param axes the axes to reduce
  record Extreme(boolean max, List<Integer> axes) implements Structured {
    @Override
    public String symbol() {
      return max ? "reduce-max" : "reduce-min";
    }

    @Override
    public Type infer(List<Type> in) {
      return in.getFirst().with(Axes.remove(in.getFirst().shape(), axes));
    }

    @Override
    public Array eval(List<Array> in) {
      return max
          ? Reduction.reduce(in.getFirst(), axes, Double.NEGATIVE_INFINITY, Math::max)
          : Reduction.reduce(in.getFirst(), axes, Double.POSITIVE_INFINITY, Math::min);
    }

    @Override
    public Expr jvp(Expr y, List<Expr> x, List<Expr> dx) {
      Expr hit = x.getFirst().eq(y.broadcast(x.getFirst().shape(), axes));
      Expr share = hit.div(hit.sum(axes).broadcast(hit.shape(), axes));
      return dx.getFirst().gate(share).sum(axes);
    }
  }

  /// Which entries of a matrix count: all, or those of one triangle; the others are taken as 0.
  enum Part {
    /// A general matrix, factored with partial pivoting.
    FULL,
    /// A lower triangular matrix, solved by substitution.
    LOWER,
    /// An upper triangular matrix, solved by substitution.
    UPPER;

    /// 1 for entries that count, of a square matrix with the type of `a`.
    Expr mask(Expr a) {
      int rank = a.shape().rank();
      Expr row = Expr.iota(rank - 2, a.type());
      Expr column = Expr.iota(rank - 1, a.type());
      return switch (this) {
        case FULL -> a.like(1);
        case LOWER -> row.ge(column);
        case UPPER -> column.ge(row);
      };
    }
  }

  /// The solution X of A X = B, or of Aᵀ X = B. Leading axes are batches. Rule: A Ẋ = Ḃ − Ȧ X.
  ///
  /// @param part which entries of A count
  /// @param transposed whether A is transposed first
  record Solve(Part part, boolean transposed) implements Structured {
    @Override
    public String symbol() {
      return "solve";
    }

    @Override
    public Type infer(List<Type> in) {
      Shape a = square("solve", in.get(0));
      Shape b = in.get(1).shape();
      if (b.rank() != a.rank() || !b.with(-1, a.dim(-1)).equals(a)) {
        throw new ShapeException("solve: right side " + b + " does not fit matrix " + a);
      }
      return in.get(1);
    }

    @Override
    public Array eval(List<Array> in) {
      return Matrices.solve(in.get(0), in.get(1), part, transposed);
    }

    @Override
    public Expr jvp(Expr y, List<Expr> x, List<Expr> dx) {
      Expr da = dx.get(0).mul(part.mask(x.get(0)));
      Expr change = transposed ? matmul(da.transpose(), y) : matmul(da, y);
      return Expr.of(this, List.of(x.get(0), dx.get(1).sub(change)));
    }

    @Override
    public Optional<List<Expr>> pull(Expr ct, Expr y, List<Expr> x) {
      Expr cb = Expr.of(new Solve(part, !transposed), List.of(x.get(0), ct));
      Expr ca = transposed ? matmul(y, cb.transpose()) : matmul(cb, y.transpose());
      return Optional.of(List.of(ca.neg().mul(part.mask(x.get(0))), cb));
    }
  }

  /// The lower triangular L with L Lᵀ = A, for symmetric positive definite A, of which the lower
  /// triangle is read. Rule: L̇ = L Φ(L⁻¹ Ȧ L⁻ᵀ), where Φ keeps the lower triangle and half of the
  /// diagonal. Source: Murray, "Differentiation of the Cholesky decomposition", 2016.
  record Cholesky() implements Structured {
    @Override
    public String symbol() {
      return "cholesky";
    }

    @Override
    public Type infer(List<Type> in) {
      square("cholesky", in.getFirst());
      return in.getFirst();
    }

    @Override
    public Array eval(List<Array> in) {
      return Matrices.cholesky(in.getFirst());
    }

    @Override
    public Expr jvp(Expr y, List<Expr> x, List<Expr> dx) {
      Expr lower = Part.LOWER.mask(y);
      Expr half = lower.add(Part.UPPER.mask(y).neg().add(1)).mul(0.5); // ½ on the diagonal
      Expr d = dx.getFirst().mul(lower);
      Expr symmetric = d.add(d.transpose()).sub(d.mul(Part.UPPER.mask(y)));
      Op solve = new Solve(Part.LOWER, false);
      Expr left = Expr.of(solve, List.of(y, symmetric));
      Expr both = Expr.of(solve, List.of(y, left.transpose()));
      return matmul(y, both.mul(half));
    }
  }

  /// The determinant, or ln |det A|. Leading axes are batches. Rule: (ln |det A|)˙ = tr(A⁻¹ Ȧ),
  /// which needs a regular matrix.
  ///
  /// @param log whether ln |det A| is meant
  record Determinant(boolean log) implements Structured {
    @Override
    public String symbol() {
      return log ? "log-det" : "det";
    }

    @Override
    public Type infer(List<Type> in) {
      Shape s = square(symbol(), in.getFirst());
      return in.getFirst().with(s.remove(-1).remove(-1));
    }

    @Override
    public Array eval(List<Array> in) {
      return Matrices.determinant(in.getFirst(), log);
    }

    @Override
    public Expr jvp(Expr y, List<Expr> x, List<Expr> dx) {
      Expr a = x.getFirst();
      int rank = a.shape().rank();
      Expr solved = Expr.of(new Solve(Part.FULL, false), List.of(a, dx.getFirst()));
      Expr eye = Part.LOWER.mask(a).mul(Part.UPPER.mask(a));
      Expr trace = solved.mul(eye).sum(rank - 2, rank - 1);
      return log ? trace : trace.gate(y);
    }
  }

  private static Shape square(String op, Type a) {
    Shape s = a.shape();
    if (s.rank() < 2 || s.dim(-1) != s.dim(-2)) {
      throw new ShapeException(op + ": needs a square matrix, not " + s);
    }
    return s;
  }

  /// The product over the last two axes; the axes before are batches.
  private static Expr matmul(Expr x, Expr y) {
    String batch = "abcdefgh".substring(0, x.shape().rank() - 2);
    return x.contract(y, batch + "ij", batch + "jk", batch + "ik");
  }
}
