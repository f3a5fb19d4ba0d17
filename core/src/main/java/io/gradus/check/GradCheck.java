package io.gradus.check;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Checks the derivative of a function at a point, along random directions.
///
/// Forward mode is compared with differences of values, and reverse mode with forward mode through
/// the adjoint identity ⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩, which has no step size and therefore a sharp
/// tolerance. Functions are checked in float64.
///
/// ```java
/// Fn f = Fn.parse("x*sin(x)");
/// GradCheck.check(f.graph(), List.of(Array.of(2)), 3, Key.of(7)).passes(); // → true
/// ```
public final class GradCheck {
  private GradCheck() {}

  /// What a check found.
  ///
  /// @param tangentError largest |J ẋ − difference| relative to max(1, |J ẋ|)
  /// @param adjointError |⟨ȳ, J ẋ⟩ − ⟨Jᵀ ȳ, ẋ⟩| relative to the sizes of both sides
  public record Report(double tangentError, double adjointError) {
    /// True within 1e-6 and 1e-12.
    public boolean passes() {
      return tangentError <= 1e-6 && adjointError <= 1e-12;
    }

    private Report worst(Report r) {
      return new Report(
          Math.max(tangentError, r.tangentError), Math.max(adjointError, r.adjointError));
    }
  }

  /// Checks `f` at `x` along `directions` random directions drawn from `key`.
  ///
  /// @throws IllegalArgumentException if an operand is not float64
  public static Report check(Graph f, List<Array> x, int directions, Key key) {
    f.check("gradient check", x.stream().map(Type::of).toList());
    if (x.stream().anyMatch(a -> a.dtype() != DType.F64)) {
      throw new IllegalArgumentException("gradient check: operands must be float64");
    }
    Report worst = new Report(0, 0);
    for (int i = 0; i < directions; i++) {
      worst = worst.worst(check(f, x, key.fold(i)));
    }
    return worst;
  }

  /// Compares a forward rule (x…, ẋ…) → ẏ… with the derivative of the body it stands for.
  ///
  /// @return largest |rule − derivative| relative to max(1, |derivative|)
  public static double checkRule(Graph body, Graph rule, List<Array> x, int directions, Key key) {
    double worst = 0;
    for (int i = 0; i < directions; i++) {
      List<Array> operands = joined(x, random(x.stream().map(Type::of).toList(), key.fold(i)));
      List<Array> want = Interpreter.run(Forward.jvp(body), operands);
      List<Array> got = Interpreter.run(rule, operands);
      for (int r = 0; r < want.size(); r++) {
        for (int j = 0; j < want.get(r).size(); j++) {
          double d = want.get(r).get(j);
          double error = Math.abs(got.get(r).get(j) - d) / Math.max(1, Math.abs(d));
          worst = Math.max(worst, error);
        }
      }
    }
    return worst;
  }

  private static Report check(Graph f, List<Array> x, Key key) {
    List<Array> dx = random(x.stream().map(Type::of).toList(), key.fold(0));
    List<Array> ct = random(f.results().stream().map(r -> r.type()).toList(), key.fold(1));
    List<Array> dy = Interpreter.run(Forward.jvp(f), joined(x, dx));
    List<Array> cx = Interpreter.run(Reverse.vjp(f), joined(x, ct));

    var program = new Interpreter().compile(f);
    double tangentError = 0;
    double scale = 1;
    for (Array a : dy) {
      for (double v : a.toDoubles()) {
        scale = Math.max(scale, Math.abs(v));
      }
    }
    for (int r = 0; r < dy.size(); r++) {
      for (int j = 0; j < dy.get(r).size(); j++) {
        int result = r;
        int entry = j;
        double difference =
            Numeric.derivative(t -> program.run(moved(x, dx, t)).get(result).get(entry), 0).value();
        tangentError = Math.max(tangentError, Math.abs(dy.get(r).get(j) - difference) / scale);
      }
    }
    double left = inner(ct, dy);
    double right = inner(cx, dx);
    double size = Math.max(1, Math.max(absolute(ct, dy), absolute(cx, dx)));
    return new Report(tangentError, Math.abs(left - right) / size);
  }

  private static List<Array> random(List<Type> types, Key key) {
    List<Array> out = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Key own = key.fold(i);
      double[] v =
          IntStream.range(0, types.get(i).shape().size()).mapToDouble(own::normal).toArray();
      out.add(Array.of(types.get(i).shape(), v));
    }
    return out;
  }

  private static List<Array> moved(List<Array> x, List<Array> dx, double t) {
    List<Array> out = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      double[] v = x.get(i).toDoubles();
      for (int j = 0; j < v.length; j++) {
        v[j] += t * dx.get(i).get(j);
      }
      out.add(Array.of(x.get(i).shape(), v));
    }
    return out;
  }

  private static double inner(List<Array> a, List<Array> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      for (int j = 0; j < a.get(i).size(); j++) {
        sum += a.get(i).get(j) * b.get(i).get(j);
      }
    }
    return sum;
  }

  private static double absolute(List<Array> a, List<Array> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      for (int j = 0; j < a.get(i).size(); j++) {
        sum += Math.abs(a.get(i).get(j) * b.get(i).get(j));
      }
    }
    return sum;
  }

  private static List<Array> joined(List<Array> a, List<Array> b) {
    List<Array> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }
}
