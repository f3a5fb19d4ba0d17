package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static Spec spec(Map<String, Object> tree) {
    return Spec.fromTree(tree, path -> "");
  }

  @Test
  void aSpecThatAsksForNoSeriesIsTheOnlyTraining() {
    Spec spec = spec(Map.of("data", Map.of("split", Map.of("folds", 3, "fold", 2))));
    assertThat(Series.of(spec)).containsExactly(new Series.Member("", spec));
  }

  @Test
  void foldsAndSeedsMultiply() {
    Spec spec = spec(Map.of("data", Map.of("split", Map.of("folds", 2)), "seed", 7, "repeat", 2));
    List<Series.Member> members = Series.of(spec);
    assertThat(members.stream().map(Series.Member::name))
        .containsExactly("seed-7-fold-1", "seed-7-fold-2", "seed-8-fold-1", "seed-8-fold-2");
    assertThat(members.getLast().spec().seed()).isEqualTo(8);
    assertThat(members.getLast().spec().data().split().fold()).contains(2);
    assertThat(members).allMatch(m -> Series.of(m.spec()).size() == 1);
  }

  @Test
  void eachExampleIsInTheTestPartOfOneFold() {
    Spec spec = spec(Map.of("data", Map.of("digits", 60, "split", Map.of("folds", 4))));
    Set<String> seen = new HashSet<>();
    int tests = 0;
    for (Series.Member member : Series.of(spec)) {
      Parts parts = Parts.load(member.spec());
      var test = parts.test().orElseThrow();
      assertThat(parts.train().size() + parts.validation().orElseThrow().size() + test.size())
          .isEqualTo(60);
      for (int i = 0; i < test.size(); i++) {
        seen.add(test.rows(i).hash());
      }
      tests += test.size();
    }
    assertThat(tests).isEqualTo(60);
    assertThat(seen).hasSize(60);
  }

  @Test
  void deviationsAreThoseOfASample() {
    Series.Statistic s = Series.Statistic.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
    assertThat(s.mean()).isEqualTo(5);
    assertThat(s.std()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-15));
  }
}
