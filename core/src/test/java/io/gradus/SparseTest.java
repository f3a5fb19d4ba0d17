package io.gradus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparseTest {
  private static final int N = 40;
  private static final Array AT =
      Array.vector(IntStream.range(0, N).mapToDouble(i -> Math.sin(i + 1)).toArray());

  /// yᵢ = xᵢ² − xᵢ₊₁ sin xᵢ: two entries a row.
  private static final Fn BAND =
      Fn.of(
          Type.f64(N),
          x -> {
            Expr head = x.slice(0, 0, N - 1);
            return head.square().sub(x.slice(0, 1, N).mul(head.sin()));
          });

  @Test
  void bandTakesTwoPasses() {
    Sparse j = Sparse.jacobian(BAND);
    assertThat(j.passes()).isEqualTo(2);
    compare(j.at(AT), Gradus.jacrev(BAND).run(AT));
  }

  @Test
  void arrowIsReadByRows() {
    // One dense row over a diagonal: forward takes n passes, reverse two.
    Fn arrow =
        Fn.of(Type.f64(N), x -> Expr.concat(0, List.of(x.sin(), x.square().sum().reshape(1))));
    Sparse j = Sparse.jacobian(arrow);
    assertThat(j.passes()).isEqualTo(2);
    compare(j.at(AT), Gradus.jacfwd(arrow).run(AT));
  }

  @Test
  void hessianOfAChain() {
    Fn chain =
        Fn.of(
            Type.f64(N),
            x -> {
              Expr a = x.slice(0, 0, N - 1);
              Expr b = x.slice(0, 1, N);
              return b.sub(a.square()).square().mul(100).add(a.neg().add(1).square()).sum();
            });
    Sparse h = Sparse.hessian(chain);
    assertThat(h.passes()).isLessThanOrEqualTo(4);
    compare(h.at(AT), Gradus.hessian(chain).run(AT));
  }

  @Test
  void productsAndGathersKeepTheirPattern() {
    Fn f =
        Fn.of(
            Type.f64(4, 3),
            x ->
                x.contract(x.gather(0, Expr.constant(Array.vector(3, 3, 0, 1))), "ij", "ij", "i")
                    .mul(x.sum(1)));
    Array at =
        Array.of(Type.f64(4, 3).shape(), IntStream.range(0, 12).mapToDouble(i -> i).toArray());
    Sparse j = Sparse.jacobian(f);
    compare(j.at(at), Gradus.jacrev(f).run(at));
    assertThat(j.at(at).columns().length).isEqualTo(4 * 6);
  }

  private static void compare(Sparse.Csr sparse, Array dense) {
    int rows = sparse.rows().length - 1;
    int columns = dense.size() / rows;
    double[] rebuilt = new double[dense.size()];
    for (int i = 0; i < rows; i++) {
      for (int k = sparse.rows()[i]; k < sparse.rows()[i + 1]; k++) {
        rebuilt[i * columns + sparse.columns()[k]] = sparse.values()[k];
      }
    }
    for (int i = 0; i < rebuilt.length; i++) {
      assertThat(rebuilt[i]).isCloseTo(dense.get(i), within(1e-12));
    }
  }
}
