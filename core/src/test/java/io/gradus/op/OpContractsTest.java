package io.gradus.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.check.GradCheck;
import io.gradus.check.Samples;
import io.gradus.check.Samples.Sample;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What every operation must keep, checked for each one that the sealed types know.
class OpContractsTest {
  @TestFactory
  Stream<DynamicTest> inferredTypeIsTheTypeOfTheValue() {
    return each(s -> {
      List<Array> values = Interpreter.run(s.graph(), s.at());
      assertThat(values.stream().map(Type::of).toList())
          .isEqualTo(s.graph().results().stream().map(Expr::type).toList());
    });
  }

  @TestFactory
  Stream<DynamicTest> float32IsFloat64Rounded() {
    return each(s -> {
      Expr y = s.graph().results().getFirst();
      if (!(s.op() instanceof Op.Single op) || !y.args().equals(s.graph().params())) {
        return; // leaves and bodies carry the type they were made with
      }
      List<Array> narrow = s.at().stream().map(a -> a.cast(DType.F32)).toList();
      List<Array> wide = narrow.stream().map(a -> a.cast(DType.F64)).toList();
      double[] want = op.eval(wide).toDoubles();
      double[] got = op.eval(narrow).toDoubles();
      for (int i = 0; i < want.length; i++) {
        assertThat(got[i]).isCloseTo(want[i], within((double) (4 * Math.ulp((float) want[i]))));
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> tangentsMatchDifferencesAndAdjointsMatchTangents() {
    return each(s -> {
      if (s.op() != Flat.Step.STOP) { // by definition not the derivative of its value
        assertPasses(s.graph(), s.at());
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> secondDerivativesMatchToo() {
    return each(s -> {
      Graph jvp = Forward.jvp(s.graph());
      Graph vjp = Reverse.vjp(s.graph());
      assertPasses(jvp, concat(s.at(), s.at()));
      if (s.graph().results().stream().allMatch(r -> r.shape().size() > 0)) {
        List<Array> cts = Interpreter.run(s.graph(), s.at());
        assertPasses(vjp, concat(s.at(), cts));
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> zeroCotangentStaysExactlyZero() {
    return each(s -> {
      List<Array> zeros =
          s.graph().results().stream().map(r -> Array.zeros(r.dtype(), r.shape())).toList();
      List<Array> awkward =
          s.at().stream()
              .map(a -> Array.full(a.dtype(), a.shape(), Double.POSITIVE_INFINITY))
              .toList();
      boolean mixes =
          switch (s.op()) {
            case Bilinear.Contract _,
                Structured.Solve _,
                Structured.Cholesky _,
                Structured.Determinant _ ->
                true;
            default -> false;
          };
      if (mixes) {
        return; // sums of products over infinite entries are NaN in their value already
      }
      for (Array ct : Interpreter.run(Reverse.vjp(s.graph()), concat(awkward, zeros))) {
        assertThat(DoubleStream.of(ct.toDoubles()).allMatch(v -> v == 0)).as(ct + "").isTrue();
      }
    });
  }

  private static void assertPasses(Graph f, List<Array> at) {
    GradCheck.Report report = GradCheck.check(f, at, 2, Key.of(11));
    assertThat(report.passes()).as(report + " for " + f).isTrue();
  }

  private static List<Array> concat(List<Array> a, List<Array> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  private interface Check {
    void on(Sample s);
  }

  private static Stream<DynamicTest> each(Check check) {
    return Samples.all().stream().map(s -> dynamicTest(s.label(), () -> check.on(s)));
  }
}
