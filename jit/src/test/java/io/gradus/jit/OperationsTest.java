package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.check.Samples;
import io.gradus.check.Samples.Sample;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Control;
import io.gradus.op.Op;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every operation, compiled against interpreted.
class OperationsTest {
  private static final double TOLERANCE = 4; // roundings

  static List<Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void agreesInDoublePrecision(Sample s) {
    for (int bits : List.of(0, Targets.BITS)) {
      assertThat(Agreement.complaint(Jit.of(bits, 1), s.graph(), s.at(), 0, TOLERANCE)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void agreesInSinglePrecision(Sample s) {
    if (!(s.op() instanceof Op.Single op) || s.op() instanceof Control) {
      return; // bodies are typed
    }
    List<Expr> params =
        s.graph().params().stream()
            .map(p -> Expr.param("p", new Type(DType.F32, p.shape())))
            .toList();
    Expr body = s.graph().results().getFirst();
    if (body.op() != op || !body.args().equals(s.graph().params())) {
      return; // operands that are constants of the other format
    }
    Graph single = new Graph(params, List.of(Expr.of(op, params)));
    List<Array> at = s.at().stream().map(a -> a.cast(DType.F32)).toList();
    assertThat(Agreement.complaint(Jit.of(Targets.BITS, 1), single, at, 0, TOLERANCE)).isEmpty();
  }

  /// A sum and a maximum over every set of axes, of awkward extents.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 17, 35, 67, 207})
  void reductions(int n) {
    Expr x = Expr.param("x", Type.f32(3, n, 2));
    for (List<Integer> axes :
        List.of(List.of(0), List.of(1), List.of(2), List.of(0, 1), List.of(1, 2), List.of(0, 2))) {
      Graph g = new Graph(List.of(x), List.of(x.sum(axes), x.tanh().sum(axes).square()));
      Array at = new Interpreter().compile(random(n)).run(List.of()).getFirst();
      assertThat(Agreement.complaint(Jit.of(Targets.BITS, 1), g, List.of(at), 0)).isEmpty();
    }
  }

  /// A value that is put into a larger one by the kernel that also sums it.
  @Test
  void paddedBesideASum() {
    Expr x = Expr.param("x", Type.f64(5, 7, 3));
    Expr y = x.tanh();
    Expr padded = y.pad(List.of(2, 1, 0), List.of(1, 2, 0));
    Agreement.check(new Graph(List.of(x), List.of(padded, y.square().sum())), 0);
  }

  private static Graph random(int n) {
    Expr i = Expr.iota(1, Type.f32(3, n, 2)).add(Expr.iota(0, Type.f32(3, n, 2)));
    return new Graph(List.of(), List.of(i.mul(0.7).sin()));
  }
}
