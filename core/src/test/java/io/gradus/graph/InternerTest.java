package io.gradus.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.Jdk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class InternerTest {
  private static final int MANY = 1_000_000;

  @Test
  void equalExpressionsAreOneObject() {
    Expr x = Expr.param("x", Type.f64());
    assertThat(x.sin().mul(x)).isSameAs(x.sin().mul(x));
    assertThat(x.like(0.5)).isSameAs(x.like(0.5)).isNotSameAs(x.like(0.25));
    assertThat(x.like(0.0)).isNotSameAs(x.like(-0.0));
    assertThat(x.like(Double.NaN)).isSameAs(x.like(Double.NaN));
    assertThat(x).isNotSameAs(Expr.param("x", Type.f64()));
  }

  /// A million nodes pass through a heap that does not hold them, and the table forgets them.
  @Test
  void unusedNodesAreCollected() {
    Jdk.Outcome run = Jdk.run(8, Child.class, "drop");
    assertThat(run.text()).isEmpty();
    assertThat(run.status()).isZero();
  }

  /// The heap is small enough to tell: with the nodes in use it overflows.
  @Test
  void nodesInUseFillTheHeap() {
    Jdk.Outcome run = Jdk.run(8, Child.class, "keep");
    assertThat(run.text()).contains("OutOfMemoryError");
    assertThat(run.status()).isNotZero();
  }

  @Test
  void threadsMeetInOneNode() throws Exception {
    Expr x = Expr.param("x", Type.f64());
    Callable<List<Expr>> chain =
        () -> {
          List<Expr> made = new ArrayList<>();
          for (int i = 0; i < 20_000; i++) {
            made.add(x.mul(i + 0.5).sin());
          }
          return made;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Expr>>> all = threads.invokeAll(List.of(chain, chain, chain, chain));
      List<Expr> first = all.getFirst().get();
      for (Future<List<Expr>> other : all) {
        for (int i = 0; i < first.size(); i++) {
          assertThat(other.get().get(i) == first.get(i)).isTrue();
        }
      }
    }
  }

  /// The program with a small heap.
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      List<Expr> kept = new ArrayList<>();
      Expr x = Expr.param("x", Type.f64());
      for (int i = 0; i < MANY / 2; i++) {
        Expr e = x.mul(i + 0.5); // two nodes
        if (args[0].equals("keep")) {
          kept.add(e);
        }
      }
      for (int i = 0; i < 50 && tableSize() > 1_000; i++) {
        System.gc();
        Thread.sleep(20); // the collector hands dead nodes over a little later
        x.neg(); // every look-up clears them away
      }
      if (tableSize() > 1_000) {
        throw new AssertionError(tableSize() + " nodes left of " + MANY);
      }
    }

    private static int tableSize() throws ReflectiveOperationException {
      var size = Interner.class.getDeclaredField("size");
      size.setAccessible(true);
      return size.getInt(null);
    }
  }
}
