package io.gradus.app.study;

import io.gradus.app.diff.Derivatives;
import io.gradus.app.plot.Numbers;
import io.gradus.array.Array;
import io.gradus.diff.Batching;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.nn.UserException;
import io.gradus.op.Flat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Functions of one variable at the points of a grid.
///
/// @param variable the name of the variable
/// @param x the points, ascending at equal distances
/// @param y the values of each function; NaN where they are not real
public record Samples(String variable, double[] x, List<double[]> y) {
  private static final int POINTS = 601;
  private static final int FEW = 3; // gaps that are told one by one

  /// Functions over an interval, at enough points for a picture.
  ///
  /// @throws UserException if the interval does not ascend or a function has another variable
  public static Samples of(List<Expr> functions, Expr variable, double from, double to) {
    if (!(from < to) || !Double.isFinite(to - from)) {
      throw new UserException(
          "an interval ascends, but from %s to %s does not"
              .formatted(Numbers.text(from), Numbers.text(to)));
    }
    double[] x =
        IntStream.range(0, POINTS)
            .mapToDouble(i -> from + (to - from) * i / (POINTS - 1))
            .toArray();
    return new Samples(Derivatives.name(variable), x, values(functions, variable, x));
  }

  /// Curves over an interval, at enough points for a picture.
  ///
  /// @throws UserException if the interval does not ascend or a curve has another variable
  public static Samples ofCurves(List<Curve> curves, Expr variable, double from, double to) {
    List<Expr> all =
        Stream.concat(curves.stream().map(Curve::expr), curves.stream().map(Curve::origin))
            .toList();
    Samples s = of(all, variable, from, to);
    int n = curves.size();
    for (int i = 0; i < n; i++) {
      double[] values = s.y.get(i);
      double[] origin = s.y.get(n + i);
      Arrays.setAll(values, k -> Double.isNaN(origin[k]) ? Double.NaN : values[k]);
    }
    return new Samples(s.variable, s.x, s.y.subList(0, n));
  }

  /// The values of functions at any points.
  ///
  /// @throws UserException if a function has another variable
  public static List<double[]> values(List<Expr> functions, Expr variable, double[] x) {
    for (Expr node : Graph.nodes(functions)) {
      if (node.op() instanceof Flat.Param && node != variable) {
        throw new UserException(
            "a curve needs a number for '%s', which has none; give it one, as in \"%s = 1; …\""
                .formatted(Derivatives.name(node), Derivatives.name(node)));
      }
    }
    Graph all = Batching.vmap(new Graph(List.of(variable), functions), List.of(true), x.length);
    return Interpreter.run(all, List.of(Array.vector(x))).stream().map(Array::toDoubles).toList();
  }

  /// Where a function is not real, if anywhere: `for s < 0`, `between −1 and 1`, `at s = 0`.
  public Optional<String> gap(int function) {
    double[] values = y.get(function);
    List<String> gaps = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(values[i])) {
        int first = i;
        while (i + 1 < x.length && Double.isNaN(values[i + 1])) {
          i++;
        }
        gaps.add(gap(first, i));
      }
    }
    if (gaps.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(gaps.size() > FEW ? "at many points" : String.join(" and ", gaps));
  }

  private String gap(int first, int last) {
    if (first == last) {
      return "at %s = %s".formatted(variable, Numbers.text(x[first]));
    }
    String before = first == 0 ? "" : Numbers.text(round(x[first - 1]));
    String behind = last == x.length - 1 ? "" : Numbers.text(round(x[last + 1]));
    if (before.isEmpty()) {
      return behind.isEmpty() ? "everywhere" : "for " + variable + " < " + behind;
    }
    return behind.isEmpty()
        ? "for " + variable + " > " + before
        : "between " + before + " and " + behind;
  }

  /// A sample is as near to the true end as two samples are to each other.
  private double round(double end) {
    double step = Math.pow(10, Math.ceil(Math.log10(x[1] - x[0])));
    return Math.rint(end / step) * step;
  }

  /// The sentences on gaps, those of functions with the same gap in one.
  ///
  /// @param names the names of the functions
  public List<String> gaps(List<String> names) {
    return IntStream.range(0, y.size())
        .boxed()
        .filter(i -> gap(i).isPresent())
        .collect(
            Collectors.groupingBy(
                i -> gap(i).orElseThrow(),
                LinkedHashMap::new,
                Collectors.mapping(names::get, Collectors.joining(", "))))
        .entrySet()
        .stream()
        .map(g -> "Gap %s, where there is no real value: %s.".formatted(g.getKey(), g.getValue()))
        .toList();
  }
}
