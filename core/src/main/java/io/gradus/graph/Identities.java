package io.gradus.graph;

import io.gradus.array.Shape;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/// What every node is spared as it is built: sums with 0, products with 0 and 1, arithmetic on
/// numbers, moves of a constant. It keeps derivative graphs small; the simplifier proper is a
/// rewrite above.
///
/// A constant 0 is an exact zero here: 0·x is 0 whatever x holds.
final class Identities {
  private Identities() {}

  /// A simpler equal of `op(args)`, if one is known at once.
  static Optional<Expr> apply(Op op, List<Expr> args) {
    return Optional.ofNullable(
        switch (op) {
          case Linear l -> linear(l, args);
          case Bilinear b -> bilinear(b, args);
          case Pointwise p -> pointwise(p, args);
          case Structured s -> null;
          case Flat f -> null;
          case Control c -> null;
        });
  }

  private static boolean isZero(Linear op, List<Expr> args) {
    for (int i = 0; i < args.size(); i++) {
      if (op.linearIn(i) && !args.get(i).isZero()) {
        return false;
      }
    }
    return true;
  }

  private static Expr linear(Linear op, List<Expr> args) {
    if (isZero(op, args)) {
      return Expr.fill(0, op.infer(args.stream().map(Expr::type).toList()));
    }
    Expr x = args.getFirst();
    return switch (op) {
      case Linear.Add _ -> add(x, args.get(1));
      case Linear.Neg _ -> neg(x);
      case Linear.Sum s -> sum(s, x);
      case Move.Broadcast b -> b.axes().isEmpty() ? x : refilled(x, b.to());
      case Move.Reshape r -> reshape(r, x);
      case Move.Permute p -> permute(p, x);
      case Move.Pad p ->
          p.before().stream().allMatch(n -> n == 0) && p.after().stream().allMatch(n -> n == 0)
              ? x
              : null;
      case Move.Slice s -> slice(s, x);
      case Move.Concat _ -> args.size() == 1 ? x : null;
      case Indexed _, Linear.CumSum _ -> null;
      case Linear.Cast c ->
          c.to() == x.dtype()
              ? x
              : x.number().map(v -> Expr.fill(v, new Type(c.to(), x.shape()))).orElse(null);
      case Linear.Select _ -> select(x, args.get(1), args.get(2));
    };
  }

  private static Expr add(Expr x, Expr y) {
    if (x.isZero()) {
      return y;
    }
    if (y.isZero()) {
      return x;
    }
    return folded(x, y, Double::sum, Rational::add);
  }

  private static Expr neg(Expr x) {
    return x.op() instanceof Linear.Neg
        ? x.args().getFirst()
        : x.number().map(v -> Expr.fill(-v, x.type())).orElse(null);
  }

  private static Expr sum(Linear.Sum s, Expr x) {
    if (s.axes().isEmpty()) {
      return x;
    }
    if (x.number().isEmpty()) {
      return null;
    }
    Type type = s.infer(List.of(x.type()));
    double count = type.shape().size() == 0 ? 0 : (double) x.shape().size() / type.shape().size();
    return Expr.fill(x.number().get() * count, type);
  }

  private static Expr reshape(Move.Reshape r, Expr x) {
    if (r.to().equals(x.shape())) {
      return x;
    }
    return x.op() instanceof Move.Reshape
        ? x.args().getFirst().reshape(r.to())
        : refilled(x, r.to());
  }

  private static Expr permute(Move.Permute p, Expr x) {
    List<Integer> order = p.order();
    if (IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i)) {
      return x;
    }
    if (x.op() instanceof Move.Permute q) {
      return x.args().getFirst().permute(order.stream().map(q.order()::get).toList());
    }
    return refilled(x, Shape.of(order.stream().mapToInt(x.shape()::dim).toArray()));
  }

  /// What a block is taken of is often put together of blocks: it is then one of these or zero.
  private static Expr slice(Move.Slice s, Expr x) {
    if (s.size().equals(x.shape())) {
      return x;
    }
    return switch (x.op()) {
      case Move.Slice inner -> x.args().getFirst().slice(moved(s, inner.start(), 1), s.size());
      case Move.Pad p -> {
        Expr inside = x.args().getFirst();
        List<Integer> start = moved(s, p.before(), -1);
        yield switch (meets(start, s.size(), inside.shape())) {
          case WITHIN -> inside.slice(start, s.size());
          case OUTSIDE -> Expr.fill(0, x.type().with(s.size()));
          case PARTLY -> null;
        };
      }
      case Move.Concat c -> {
        int first = 0;
        for (Expr part : x.args()) {
          List<Integer> start = new ArrayList<>(s.start());
          start.set(c.axis(), start.get(c.axis()) - first);
          if (meets(start, s.size(), part.shape()) == Meeting.WITHIN) {
            yield part.slice(start, s.size());
          }
          first += part.shape().dim(c.axis());
        }
        yield null;
      }
      default -> refilled(x, s.size());
    };
  }

  private static List<Integer> moved(Move.Slice s, List<Integer> by, int sign) {
    return IntStream.range(0, by.size())
        .mapToObj(i -> s.start().get(i) + sign * by.get(i))
        .toList();
  }

  /// How a block lies to an array.
  private enum Meeting {
    WITHIN,
    OUTSIDE,
    PARTLY
  }

  private static Meeting meets(List<Integer> start, Shape size, Shape array) {
    boolean within = true;
    for (int i = 0; i < start.size(); i++) {
      int from = start.get(i);
      int to = from + size.dim(i);
      if (to <= 0 || from >= array.dim(i)) {
        return Meeting.OUTSIDE;
      }
      within &= from >= 0 && to <= array.dim(i);
    }
    return within ? Meeting.WITHIN : Meeting.PARTLY;
  }

  private static Expr select(Expr mask, Expr yes, Expr no) {
    if (yes == no) {
      return yes;
    }
    return mask.number().map(m -> m != 0 ? yes : no).orElse(null);
  }

  private static Expr refilled(Expr x, Shape to) {
    if (x.op() instanceof Flat.Fill f) {
      return Expr.fill(f.value(), x.type().with(to));
    }
    if (x.op() instanceof Flat.Named n) {
      return Expr.of(new Flat.Named(n.name(), n.value(), x.type().with(to)), List.of());
    }
    return null;
  }

  private static Expr bilinear(Bilinear op, List<Expr> args) {
    Expr x = args.get(0);
    Expr y = args.get(1);
    if (x.isZero() || y.isZero()) {
      return Expr.fill(0, op.infer(List.of(x.type(), y.type())));
    }
    return switch (op) {
      case Bilinear.Contract _ -> null;
      case Bilinear.Mul m -> {
        if (x.isNumber(1)) {
          yield y;
        }
        if (y.isNumber(1)) {
          yield x;
        }
        if (x.isNumber(-1)) {
          yield y.neg();
        }
        if (y.isNumber(-1)) {
          yield x.neg();
        }
        if (m.gated()
            && (x.number().isPresent() || y.number().filter(Double::isFinite).isPresent())) {
          yield x.mul(y); // no exact zero on the left, or nothing to win over
        }
        yield folded(x, y, (a, b) -> a * b, Rational::mul);
      }
    };
  }

  private static Expr pointwise(Pointwise op, List<Expr> args) {
    Expr x = args.getFirst();
    return switch (op) {
      case Unary u -> unary(u, x);
      case Binary b -> binary(b, x, args.get(1));
      case Pointwise.Polygamma _ -> null;
    };
  }

  private static Expr unary(Unary op, Expr x) {
    return switch (op) {
      case SQUARE -> folded(x, x, (a, b) -> a * b, Rational::mul);
      case RECIPROCAL ->
          folded(Expr.fill(1, x.type()), x, (a, b) -> a / b, (a, b) -> quotient(a, b));
      case ABS -> x.number().map(v -> Expr.fill(Math.abs(v), x.type())).orElse(null);
      default -> null; // the other functions of a number stay symbolic: √2, ln 3
    };
  }

  private static Expr binary(Binary op, Expr x, Expr y) {
    return switch (op) {
      case DIV -> {
        if (y.isNumber(1)) {
          yield x;
        }
        if (x.isZero() && !y.isZero()) {
          yield x;
        }
        if (x.isNumber(1)) {
          yield y.reciprocal();
        }
        yield folded(x, y, (a, b) -> a / b, Identities::quotient);
      }
      case POW -> pow(x, y);
      case MAX, MIN -> {
        if (x == y) {
          yield x;
        }
        yield x.number().isPresent() && y.number().isPresent()
            ? Expr.fill(op.at(x.number().get(), y.number().get()), x.type())
            : null;
      }
      case ATAN2, HYPOT -> null;
    };
  }

  private static Expr pow(Expr x, Expr y) {
    if (y.isZero()) {
      return Expr.fill(1, x.type());
    }
    if (y.isNumber(1)) {
      return x;
    }
    if (y.isNumber(2)) {
      return x.square();
    }
    if (y.isNumber(-1)) {
      return x.reciprocal();
    }
    if (y.isNumber(0.5)) {
      return x.sqrt();
    }
    boolean whole = y.number().filter(v -> v == Math.rint(v)).isPresent();
    return whole
        ? folded(x, y, Math::pow, (a, b) -> b.isWhole() ? a.pow(b.num()) : Optional.empty())
        : null;
  }

  private static Optional<Rational> quotient(Rational a, Rational b) {
    return b.sign() == 0 ? Optional.empty() : a.mul(b.invert());
  }

  private interface Exact {
    Optional<Rational> of(Rational a, Rational b);
  }

  /// Arithmetic on two numbers: exact where both stand for fractions, else in double precision.
  private static Expr folded(Expr x, Expr y, DoubleBinaryOperator f, Exact exact) {
    if (x.number().isEmpty() || y.number().isEmpty()) {
      return null;
    }
    double a = x.number().get();
    double b = y.number().get();
    Optional<Rational> fraction =
        Rational.of(a).flatMap(p -> Rational.of(b).flatMap(q -> exact.of(p, q)));
    return Expr.fill(
        fraction.map(Rational::value).orElseGet(() -> f.applyAsDouble(a, b)), x.type());
  }
}
