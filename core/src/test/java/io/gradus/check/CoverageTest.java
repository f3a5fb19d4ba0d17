package io.gradus.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.check.Coverage.Aspect;
import io.gradus.check.Coverage.Row;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every hole in the coverage matrix has a reason, so a new operation shows its holes at once.
class CoverageTest {
  private static final List<Row> ROWS = Coverage.rows();

  @TestFactory
  Stream<DynamicTest> noHoleIsWithoutAReason() {
    return ROWS.stream()
        .map(r -> DynamicTest.dynamicTest(r.op(), () -> assertThat(r.holes()).isEmpty()));
  }

  @Test
  void allOperationsHaveValuesAndTwoDerivatives() {
    assertThat(ROWS)
        .allMatch(r -> r.works().contains(Aspect.VALUE))
        .allMatch(r -> r.works().contains(Aspect.VJP))
        .allMatch(r -> r.works().contains(Aspect.SECOND));
  }

  @Test
  void pointwiseOperationsReadBack() {
    assertThat(ROWS)
        .filteredOn(r -> r.family().equals("pointwise"))
        .hasSizeGreaterThan(30)
        .allMatch(r -> r.works().contains(Aspect.READER));
  }
}
