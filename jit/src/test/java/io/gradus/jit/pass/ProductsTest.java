package io.gradus.jit.pass;

import static io.gradus.jit.pass.UnrollGraphs.agree;
import static io.gradus.jit.pass.UnrollGraphs.contractions;
import static io.gradus.jit.pass.UnrollGraphs.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.Fn;
import io.gradus.Maths;
import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.diff.Schedule;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.jit.Jit;
import io.gradus.jit.emit.Target;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Pointwise.Unary;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductsTest {
  @Test
  void valuesStayTheSame() {
    for (int seed = 0; seed < 150; seed++) {
      Graph g = UnrollGraphs.random(1000 + seed, 9, 12);
      Graph p = Products.rewrite(Peepholes.rewrite(g));
      agree(p, g);
      assertThat(contractions(p)).as("all too small").hasSizeLessThanOrEqualTo(4);
    }
  }

  /// Vectors, thin and tiny ones are written out, with sums over the axes given.
  @ParameterizedTest
  @CsvSource({
    "i, j, ij, 40 50, '', i j", // outer product
    "ij, ij, ij, 40 50, '', elements",
    "i, i, '', 40, 0, dot",
    "ij, j, i, 40 50, 1, rows", // sums run along vectors
    "ij, i, j, 40 50, 0, columns", // vectors lie along the result
    "bij, bi, bj, 7 40 50, 1, batch",
    "ij, jk, ik, 4 5 6, 1, tiny", // the columns of the result lie side by side
    "ij, jk, ik, 2 3 600, 1, thin",
    "ij, jk, ik, 40 50 1, 1, a column"
  })
  void smallOnesAreElementwise(
      String left, String right, String out, String dims, String over, String name) {
    Graph g = contract(left, right, out, dims);
    Graph p = Products.rewrite(g);
    agree(p, g);
    assertThat(contractions(p)).as(name).isEmpty();
    List<String> sums =
        p.nodes().stream()
            .filter(e -> e.op() instanceof Linear.Sum)
            .map(e -> ((Linear.Sum) e.op()).axes().getFirst().toString())
            .toList();
    assertThat(sums).isEqualTo(over.isEmpty() ? List.of() : List.of(over));
  }

  /// A row times a matrix is a product only if the matrix is known and big: then it is packed once.
  @ParameterizedTest
  @CsvSource({"100 90, i, j, 1", "90 100, j, i, 1", "90 90, i, j, 0"})
  void aRowTimesAKnownMatrix(String dims, String vector, String out, int products) {
    int[] d = Stream.of(dims.split(" ")).mapToInt(Integer::parseInt).toArray();
    double[] numbers = new double[d[0] * d[1]];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Math.sin(i);
    }
    Expr w = Expr.constant(Array.of(Shape.of(d), numbers));
    Expr x = Expr.param("x", Type.f64(vector.equals("i") ? d[0] : d[1]));
    Graph left = new Graph(List.of(x), List.of(x.contract(w, vector, "ij", out)));
    Graph right = new Graph(List.of(x), List.of(w.contract(x, "ij", vector, out)));
    for (Graph g : List.of(left, right)) {
      Graph p = Products.rewrite(g);
      assertThat(contractions(p)).hasSize(products);
      agree(p, g);
      Array row = Array.of(x.shape(), Arrays.copyOf(numbers, x.shape().size()));
      List<Array> expected = Jit.of(0, 1).compile(g, 0).run(List.of(row));
      int best = Target.best().bits();
      assertThat(Jit.of(best, 1).compile(g, 0).run(List.of(row))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ij, jk, ik, 20 30 40, 'ij,jk->ik'",
    "ij, ik, jk, 20 30 40, 'ij,ik->jk'",
    "ij, jk, ki, 20 30 40, 'jk,ij->ki'", // swapped
    "bij, bjk, bik, 3 20 30 40, 'bij,bjk->bik'",
    "bij, bjk, ikb, 3 20 30 40, 'bij,bjk->bik'", // moved
    "mb, Abij, Amij, 20 30 6 3 4, 'Amb,Abij->Amij'", // the left one repeated along A
    "mj, Aij, Ami, 20 30 6 4, 'Amj,Aij->Ami'",
    "mj, Aij, Ami, 20 30 6 2, 'mj,Aij->mAi'" // too thin for that
  })
  void matrixProductsStay(String left, String right, String out, String dims, String expected) {
    Graph g = contract(left, right, out, dims);
    Graph p = Products.rewrite(g);
    agree(p, g);
    assertThat(contractions(p)).containsExactly(expected);
  }

  @Test
  void signsAreTakenFromTheActivation() {
    Expr x = Expr.param("x", Type.f64(50));
    Expr z = x.sin();
    Graph g =
        new Graph(List.of(x), List.of(z.max(0), z.gt(z.zeros()).mul(z.add(1)), x.gt(x.zeros())));
    Graph p = Peepholes.rewrite(g);
    agree(p, g);
    List<Expr> compared =
        p.nodes().stream()
            .filter(e -> e.op() instanceof Flat.Compare)
            .map(e -> e.args().getFirst())
            .toList();
    assertThat(compared).containsExactlyInAnyOrder(z.max(0), x);
  }

  @Test
  void squaresAreSquares() {
    Expr x = Expr.param("x", Type.f64(50));
    Graph g = new Graph(List.of(x), List.of(x.mul(x), x.gate(x)));
    Graph p = Peepholes.rewrite(g);
    agree(p, g);
    assertThat(p.results()).allMatch(e -> e.op() == Unary.SQUARE);
    assertThat(count(p, Unary.class)).isEqualTo(1);
  }

  @Test
  void whatNobodyReadsOfALoopIsNotComputed() {
    List<Type> types = List.of(Type.f64(), Type.f64(), Type.f64(6, 4), Type.f64(6, 3));
    Graph g =
        Fn.of(
                types,
                p -> {
                  Maths.Step all =
                      Maths.scan(
                          6,
                          p.subList(0, 2),
                          p.subList(2, 4),
                          new Schedule.StoreAll(),
                          (s, u) -> {
                            Expr a = s.get(0).add(u.get(0).sum());
                            Expr b = s.get(1).mul(s.get(0)).add(u.get(1).sum());
                            return new Maths.Step(List.of(a, b), List.of(u.get(0), b, a.sin()));
                          });
                  return List.of(all.state().get(0), all.outputs().get(2));
                })
            .graph();
    Graph p = Peepholes.rewrite(g);
    agree(p, g);
    Expr loop = p.results().getFirst().args().getFirst();
    assertThat(((Control.Scan) loop.op()).states()).isEqualTo(1);
    assertThat(loop.args()).hasSize(2); // the state and the input that it needs
    assertThat(loop.types()).containsExactly(Type.f64(), Type.f64(6));
  }

  @Test
  void callsAndBranchesGiveWhatIsRead() {
    Expr x = Expr.param("x", Type.f64(4));
    Expr y = Expr.param("y", Type.f64());
    Graph body = new Graph(List.of(x, y), List.of(y.exp(), x.sin(), x.mul(y)));
    Graph other = new Graph(List.of(x, y), List.of(y.neg(), x.cos(), x));
    Expr call = Expr.of(new Control.Call("f", body, Optional.empty()), List.of(x, y));
    Expr cond = Expr.of(new Control.Cond(body, other), List.of(y.gt(y.zeros()), x, y));
    Graph g = new Graph(List.of(x, y), List.of(call.item(1), cond.item(2), cond.item(1)));
    Graph p = Peepholes.rewrite(g);
    agree(p, g);
    assertThat(p.results().get(0).args().getFirst().args()).containsExactly(x);
    assertThat(p.results().get(1).args().getFirst().types()).hasSize(2);
  }

  /// A contraction of parameters; `dims` are the extents of its letters in order of appearance.
  private static Graph contract(String left, String right, String out, String dims) {
    String[] extents = dims.split(" ");
    String letters = left + Letters.without(right, left);
    Expr x = Expr.param("x", Type.f64(Letters.extents(left, letters, extents)));
    Expr y = Expr.param("y", Type.f64(Letters.extents(right, letters, extents)));
    return new Graph(List.of(x, y), List.of(x.contract(y, left, right, out)));
  }

  private static final class Letters {
    static String without(String word, String other) {
      return word.replaceAll("[" + other + "]", "");
    }

    static int[] extents(String word, String letters, String[] extents) {
      return word.chars().map(l -> Integer.parseInt(extents[letters.indexOf(l)])).toArray();
    }
  }
}
