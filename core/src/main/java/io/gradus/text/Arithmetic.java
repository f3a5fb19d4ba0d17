package io.gradus.text;

import io.gradus.graph.Expr;
import java.util.List;

/// What the operators of formulas mean.
final class Arithmetic {
  private Arithmetic() {}

  static Value prefix(String sign, Value v, int from) {
    Expr x = v.expr();
    Expr result =
        switch (sign) {
          case "+" -> x;
          case "-" -> x.neg();
          case "!" -> x.eq(0);
          default -> throw new IllegalStateException("prefix " + sign);
        };
    return Value.of(result, from, v.to());
  }

  static Value infix(String sign, Value left, Value right) {
    Expr x = left.expr();
    Expr y = right.expr();
    return switch (sign) {
      case "<", "<=", ">", ">=", "==", "!=" -> compare(sign, left, right);
      default -> Value.of(arithmetic(sign, x, y), left.from(), right.to());
    };
  }

  private static Expr arithmetic(String sign, Expr x, Expr y) {
    return switch (sign) {
      case "+" -> x.add(y);
      case "-" -> x.sub(y);
      case "*" -> x.mul(y);
      case "/" -> x.div(y);
      case "." -> x.dot(y);
      case "^" -> power(x, y);
      case "&&" -> x.and(y);
      case "||" -> x.max(y);
      default -> throw new IllegalStateException("operator " + sign);
    };
  }

  /// A comparison; `0 < x < 1` goes on from the x.
  private static Value compare(String sign, Value left, Value right) {
    Expr x = left.chain() == null ? left.expr() : left.chain();
    Expr y = right.expr();
    Expr holds =
        switch (sign) {
          case "<" -> y.gt(x);
          case "<=" -> y.ge(x);
          case ">" -> x.gt(y);
          case ">=" -> x.ge(y);
          case "==" -> x.eq(y);
          case "!=" -> x.eq(y).eq(0);
          default -> throw new IllegalStateException("comparison " + sign);
        };
    Expr all = left.chain() == null ? holds : left.expr().and(holds);
    return new Value(all, List.of(), y, left.from(), right.to());
  }

  /// xʸ, with `E^y` as the exponential.
  static Expr power(Expr x, Expr y) {
    if (x.equals(Names.euler())) {
      return y.exp();
    }
    boolean root = y.number().filter(v -> v != Math.rint(v)).isPresent();
    if (root && x.number().filter(v -> v < 0).isPresent()) {
      throw new IllegalArgumentException(
          "the fractional power @ of a negative number is complex, and only real numbers are known;"
              + " for the real root of odd order write Surd[x, n]");
    }
    return x.pow(y);
  }
}
