package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products whose sums lie where what follows from them will be stored.
class InPlaceTest {
  /// The second layer of tanh(x·w)·v, with operands of the epilogue that die there.
  @ParameterizedTest
  @CsvSource({
    "30, 20, 40, true",
    "70, 1100, 500, true", // two blocks of sums
    "5, 7, 33, true", // an incomplete vector
    "9, 8, 600, false" // long rows
  })
  void shortRows(int rows, int inner, int columns, boolean inPlace) {
    Expr x = Expr.param("x", Type.f32(rows, inner));
    Expr w = Expr.param("w", Type.f32(inner, columns));
    Expr v = Expr.param("v", Type.f32(columns, columns));
    Expr first = x.dot(w).tanh();
    Expr second = first.dot(v);
    Expr both = second.mul(first.square()).add(second.sin());
    Graph g = new Graph(List.of(x, w, v), List.of(both.dot(v)));
    Agreement.check(g, 0);
    String loops = Jit.explain(g, 0, Jit.Pass.LOOPS, 256);
    assertThat(loops.contains("a tile of the product")).isEqualTo(!inPlace);
  }
}
