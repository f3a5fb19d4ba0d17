package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.eval.Backend;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What a caller does wrong is said in one sentence, in the place where the interpreter says it.
class MessagesTest {
  private static final Expr X = Expr.param("x", Type.f32(2, 3));
  private static final Expr W = Expr.param("w", Type.f32(3, 4));
  private static final Graph GRAPH = new Graph(List.of(X, W), List.of(X.mul(2), X.dot(W)));
  private static final Array GOOD = Array.zeros(DType.F32, Shape.of(2, 3));
  private static final Array WEIGHTS = Array.zeros(DType.F32, Shape.of(3, 4));
  private static final Array OUT = Array.zeros(DType.F32, Shape.of(2, 4));

  private static void refused(String part, Consumer<Backend> mistake) {
    for (Backend b : List.of(new Interpreter(), new Jit())) {
      Throwable e = catchThrowable(() -> mistake.accept(b));
      assertThat(e).as(b.name()).isInstanceOf(ShapeException.class);
      assertThat(e.getMessage()).as(b.name()).contains(part).doesNotContain("\n");
    }
  }

  @Test
  void operands() {
    refused("2 operands", b -> b.compile(GRAPH).run(List.of(GOOD)));
    refused("float32(2, 3)", b -> b.compile(GRAPH).run(List.of(OUT, WEIGHTS)));
    refused("float64", b -> b.compile(GRAPH).run(List.of(GOOD.cast(DType.F64), WEIGHTS)));
  }

  @Test
  void arraysForResults() {
    refused("1", b -> b.compile(GRAPH, 1).run(List.of(GOOD, WEIGHTS), List.of()));
    refused("float32(2, 4)", b -> b.compile(GRAPH, 1).run(List.of(GOOD, WEIGHTS), List.of(GOOD)));
    refused("float32(2, 3)", b -> b.compile(GRAPH, 1).run(List.of(OUT, WEIGHTS), List.of(OUT)));
  }

  @Test
  void carriedResults() {
    refused("carried result 1", b -> b.compile(GRAPH, 2));
    refused("3 results", b -> b.compile(GRAPH, 3));
    refused("-1 results", b -> b.compile(GRAPH, -1));
  }
}
