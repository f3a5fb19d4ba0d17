package io.gradus.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BackendTest {
  /// (a, b, x) → (b, a + x, sum x): the carried operands change places.
  private static final Graph SWAP =
      Graph.trace(
          List.of(Type.f64(2), Type.f64(2), Type.f64(2)),
          p -> List.of(p.get(1), p.get(0).add(p.get(2)), p.get(2).sum()));

  private final Array a = Array.vector(1, 2);
  private final Array b = Array.vector(3, 4);
  private final Array x = Array.vector(10, 20);
  private final Array sum = Array.of(0);

  @Test
  void carriedResultsTakeThePlacesOfTheirOperands() {
    Backend.Executable f = new Interpreter().compile(SWAP, 2);
    f.run(List.of(a, b, x), List.of(sum));
    assertThat(a).isEqualTo(Array.vector(3, 4));
    assertThat(b).isEqualTo(Array.vector(11, 22));
    assertThat(x).isEqualTo(Array.vector(10, 20));
    assertThat(sum.item()).isEqualTo(30);
    f.run(List.of(a, b, x), List.of(sum));
    assertThat(a).isEqualTo(Array.vector(11, 22));
    assertThat(b).isEqualTo(Array.vector(13, 24));
  }

  @Test
  void aPureRunLeavesCarriedOperandsAlone() {
    List<Array> out = new Interpreter().compile(SWAP, 2).run(List.of(a, b, x));
    assertThat(out).containsExactly(Array.vector(3, 4), Array.vector(11, 22), Array.of(30));
    assertThat(a).isEqualTo(Array.vector(1, 2));
    assertThat(b).isEqualTo(Array.vector(3, 4));
  }

  @Test
  void resultsAreFreshArrays() {
    Expr c = Expr.constant(Array.vector(5, 6));
    Graph same = Graph.trace(List.of(Type.f64(2)), p -> List.of(p.get(0), p.get(0), c, c));
    List<Array> out = new Interpreter().compile(same).run(List.of(a));
    out.forEach(array -> array.doubles()[0] = -1);
    assertThat(a).isEqualTo(Array.vector(1, 2));
    assertThat(new Interpreter().compile(same).run(List.of(a)).getLast())
        .isEqualTo(Array.vector(5, 6));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Interpreter backend = new Interpreter();
    assertThatThrownBy(() -> backend.compile(SWAP, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "compile: carried result 2 must have the type of operand 2, float64(2), but is"
                + " float64()");
    assertThatThrownBy(() -> backend.compile(SWAP, 4))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("4 results cannot be carried by a function with 3 operands");
    Backend.Executable f = backend.compile(SWAP, 2);
    assertThatThrownBy(() -> f.run(List.of(a, b, x), List.of()))
        .isInstanceOf(ShapeException.class)
        .hasMessage("run: gives 1 results beside 2 carried ones, but there are 0 arrays for them");
    assertThatThrownBy(() -> f.run(List.of(a, b, x), List.of(Array.vector(0))))
        .isInstanceOf(ShapeException.class)
        .hasMessage("run: the array for result 2 must be float64(), but is float64(1)");
    assertThatThrownBy(() -> f.run(List.of(a, a, x), List.of(sum)))
        .hasMessage("run: the array for result 0 is given more than once");
    assertThatThrownBy(() -> f.run(List.of(a, b, b), List.of(sum)))
        .hasMessage("run: the array for result 1 is given more than once");
    assertThat(a).isEqualTo(Array.vector(1, 2));
  }

  @Test
  void aFunctionRunsOnSeveralThreads() throws Exception {
    Fn f = Fn.of(Type.f64(50), v -> v.sin().mul(v).cumsum(0, false));
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Array in = Array.full(DType.F64, Shape.of(50), t);
      Array want = Interpreter.run(f.graph(), List.of(in)).getFirst();
      calls.add(() -> {
        Array out = in.copy();
        boolean same = true;
        for (int i = 0; i < 200; i++) {
          f.run(List.of(in), List.of(out));
          same &= out.equals(want) && f.run(in).equals(want);
        }
        return same;
      });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        assertThat(call.get()).isTrue();
      }
    }
  }

  @Test
  void anInstanceHasOneHolderAtATime() throws Exception {
    Set<Object> held = ConcurrentHashMap.newKeySet();
    Instances<Object> instances = new Instances<>(Object::new);
    Callable<Boolean> call =
        () -> {
          boolean alone = true;
          for (int i = 0; i < 20_000; i++) {
            Object mine = instances.take();
            alone &= held.add(mine);
            held.remove(mine);
            instances.give(mine);
          }
          return alone;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> f : threads.invokeAll(Collections.nCopies(8, call))) {
        assertThat(f.get()).isTrue();
      }
    }
    Object one = instances.take();
    instances.give(one);
    assertThat(instances.take()).isSameAs(one);
  }
}
