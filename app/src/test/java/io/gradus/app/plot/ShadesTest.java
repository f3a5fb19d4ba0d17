package io.gradus.app.plot;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.plot.Item.Fill;
import io.gradus.app.plot.Shades.Stretch;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShadesTest {
  private static final Shades BAND =
      new Shades(
          "",
          Scale.LOG,
          List.of(
              new Stretch(1e-8, 1e-4, Ink.BLUE, 1, 0.5),
              new Stretch(1e-4, 1e-1, Ink.GREEN, 0.4, 0.4),
              new Stretch(1e-1, 1e2, Ink.ORANGE, 0.5, 1)));

  @Test
  void aStretchHasItsColor() {
    assertThat(BAND.fill(1e-6)).isEqualTo(new Fill(Ink.BLUE, 0.75));
    assertThat(BAND.fill(1e-4).ink()).isEqualTo(Ink.GREEN);
    assertThat(BAND.fill(10).ink()).isEqualTo(Ink.ORANGE);
  }

  @Test
  void beyondTheEndsIsTheColorOfTheEnd() {
    assertThat(BAND.fill(0)).isEqualTo(new Fill(Ink.BLUE, 1));
    assertThat(BAND.fill(-1)).isEqualTo(new Fill(Ink.BLUE, 1));
    assertThat(BAND.fill(1e9)).isEqualTo(new Fill(Ink.ORANGE, 1));
    assertThat(Shades.of("", Scale.LINEAR, 0, 1, Ink.BLUE).fill(7))
        .isEqualTo(new Fill(Ink.BLUE, 1));
  }

  @Test
  void whatIsNotFiniteStandsOut() {
    assertThat(BAND.fill(Double.POSITIVE_INFINITY)).isEqualTo(new Fill(Ink.TEXT, 1));
  }
}
