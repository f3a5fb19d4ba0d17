package io.gradus.adbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradus.Sparse;
import io.gradus.array.Array;
import io.gradus.diff.Schedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The objectives of ADBench against its published numbers, read from the folder given by
/// `-Dgradus.adbench=DIR`. Two numbers agree if |x−y| / max(1, |x|+|y|) < 1e-8.
class AdBenchGoldenTest {
  private static final String FOLDER = System.getProperty("gradus.adbench");

  @BeforeEach
  void folder() {
    assumeTrue(FOLDER != null, "-Dgradus.adbench=DIR names no folder with the ADBench data");
  }

  @Test
  void gmm() throws IOException {
    Gmm g = Gmm.read(file("gmm/test.txt"));
    List<Array> out = g.gradient().run(g.args());
    agree(g.objective().run(g.args()).getFirst().doubles(), "gmm_test_F.txt");
    agree(out.getFirst().doubles(), "gmm_test_F.txt");
    agree(Gmm.flat(out.subList(1, 5)), "gmm_test_J.txt");
  }

  @Test
  void ba() throws IOException {
    Ba b = Ba.read(file("ba/test.txt"));
    double[] pair = golden("ba_test_reproj_err_pair.txt");
    double[] weight = golden("ba_test_w_err_each.txt");
    int p = b.weights().size();
    List<Array> out = b.objective().run(b.args());
    for (int i = 0; i < p; i++) {
      agree(out.get(0).at(i).doubles(), pair);
      agree(new double[] {out.get(1).get(i)}, weight);
    }
    Sparse.Csr j = b.csr(b.jacobian().run(b.args()));
    agree(j.values(), "ba_test_J_vals.txt");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void hand(boolean complicated) throws IOException {
    Hand.Model model = Hand.Model.read(file("hand/model"));
    String form = complicated ? "complicated" : "simple";
    String name = complicated ? "hand/hand_complicated.txt" : "hand/test.txt";
    Hand h = Hand.read(file(name), model, complicated);
    agree(h.objective().run(h.args()).getFirst().doubles(), "hand_test_" + form + "_F.txt");
    agree(
        h.jacobian().run(h.args()).getFirst().doubles(),
        "hand_test_" + form + "_J_colmajor_6x" + (complicated ? 28 : 26) + ".txt");
  }

  @Test
  void lstm() throws IOException {
    Lstm m = Lstm.read(file("lstm/lstm_l2_c1024.txt"));
    for (Schedule s : List.of(new Schedule.StoreAll(), new Schedule.SquareRoot())) {
      List<Array> out = m.gradient(s).run(m.args());
      agree(out.getFirst().doubles(), "lstm_l2_c1024_F.txt");
      double[] gradient =
          DoubleStream.concat(
                  DoubleStream.of(out.get(1).doubles()), DoubleStream.of(out.get(2).doubles()))
              .toArray();
      agree(gradient, "lstm_l2_c1024_J.txt");
    }
  }

  private static Path file(String name) {
    return Path.of(FOLDER, name);
  }

  private static double[] golden(String name) throws IOException {
    return Numbers.all(Path.of(FOLDER, "golden", name));
  }

  private static void agree(double[] found, String file) throws IOException {
    agree(found, golden(file));
  }

  private static void agree(double[] found, double[] golden) {
    assertThat(found).hasSameSizeAs(golden);
    for (int i = 0; i < golden.length; i++) {
      double scale = Math.max(1, Math.abs(found[i]) + Math.abs(golden[i]));
      assertThat(Math.abs(found[i] - golden[i]) / scale).as("number %d", i).isLessThan(1e-8);
    }
  }
}
