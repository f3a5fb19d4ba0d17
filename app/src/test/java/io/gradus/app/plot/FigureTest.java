package io.gradus.app.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class FigureTest {
  private static final double[] X = {0, 1, 2, 3};
  private static final Axis NAMES = Axis.categories("", List.of("<a>", "b & c"));

  private static Stream<Chart> charts() {
    Chart numbers = Chart.of("1 < 2 & \"3\"", Axis.linear("x"), Axis.linear("y"));
    return Stream.of(
        numbers,
        numbers.with(Mark.line("f′", X, new double[] {1, 4, 9, 16}).dash().dot()),
        numbers.with(Mark.points("p", X, X)),
        Chart.of("", NAMES, Axis.linear("")).with(Mark.bars("u", 1, 2)).with(Mark.bars("v", 3, 4)),
        numbers.with(Mark.bars("", X, new double[] {1, Double.NaN, -2, 0})),
        Chart.of("cells", NAMES, NAMES)
            .with(
                new Mark.Cells(
                    new double[][] {{1, 0}, {Double.NaN, 0.5}},
                    new String[][] {{"1", "0"}, {"", "½"}})),
        Chart.of("heat", Axis.log("step"), NAMES)
            .with(
                new Mark.Heat(
                    new double[] {1, 2, 5},
                    new String[] {"1", "2"},
                    new double[][] {{1e-9, 1e3}, {Double.NaN, Double.POSITIVE_INFINITY}},
                    Shades.of("size", Scale.LOG, 1e-8, 1e2, Ink.BLUE))),
        numbers.with(Mark.contours(X, X, new double[][] {X, X, {1, 2, 3, 5}, X}, 4)),
        numbers.with(
            Mark.contours(X, X, new double[][] {X, X, {1, 2, 3, 5}, X}, 4).shaded("z", Ink.BLUE)),
        Chart.of("s", Axis.linear(""), Axis.linear(""))
            .with(
                Isometric.patches(
                    new double[][] {{0, 0.5, 1}, {1, 0, Double.NaN}, {0, 0, 1}}, Ink.BLUE)),
        Chart.of("", Axis.log("x"), Axis.log("y")).with(Mark.line("", X, new double[4])));
  }

  @Test
  void everyPictureIsSoundXmlWithATitle() throws Exception {
    for (Chart chart : charts().toList()) {
      Document file = parse(Svg.file(Figure.of(chart).titled("A\u0000 & B").draw()));
      assertThat(file.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(file.getElementsByTagName("title").item(0).getTextContent())
          .isEqualTo("A\uFFFD & B");
      parse(Svg.inline(Figure.of(chart).draw()));
    }
    parse(Svg.file(Figure.of(charts().toArray(Chart[]::new)).in(3).draw()));
  }

  @Test
  void numbersInPicturesAreFinite() {
    String svg = Svg.file(Figure.of(charts().toArray(Chart[]::new)).draw());
    assertThat(svg).doesNotContain("NaN", "Infinity");
  }

  @Test
  void aGapLiftsThePen() throws Exception {
    double[] y = {1, 2, Double.NaN, 4, 5};
    Chart chart =
        Chart.of("", Axis.linear(""), Axis.linear(""))
            .with(Mark.line("", new double[] {0, 1, 2, 3, 4}, y));
    assertThat(curve(chart)).matches("M[^ML]+ [^ML]+L[^ML]+M[^ML]+L[^ML]+");
  }

  @Test
  void aLineIsInterruptedAtAPole() throws Exception {
    double[] s = IntStream.range(0, 400).mapToDouble(i -> -3 + i * 0.015).toArray();
    double[] tan = IntStream.range(0, 400).mapToDouble(i -> Math.tan(s[i])).toArray();
    Chart chart = Chart.of("", Axis.linear(""), Axis.linear(""));
    Chart whole = chart.with(Mark.line("", s, tan));
    assertThat(curve(whole).chars().filter(c -> c == 'M').count()).isEqualTo(1);
    Chart cut = new Chart("", Axis.linear(""), Axis.linear("").cut(), whole.marks());
    assertThat(curve(cut).chars().filter(c -> c == 'M').count()).isEqualTo(3);
  }

  @Test
  void pointsLieWhereTheAxesSay() throws Exception {
    Chart chart =
        Chart.of("", Axis.linear("").from(0, 10), Axis.log("").from(1, 100))
            .with(Mark.line("", new double[] {0, 5, 10}, new double[] {1, 10, 100}));
    List<MatchResult> points =
        Pattern.compile("[ML]([-0-9.]+) ([-0-9.]+)").matcher(curve(chart)).results().toList();
    for (int axis = 1; axis <= 2; axis++) {
      double first = Double.parseDouble(points.get(0).group(axis));
      double middle = Double.parseDouble(points.get(1).group(axis));
      double last = Double.parseDouble(points.get(2).group(axis));
      assertThat(middle)
          .isCloseTo((first + last) / 2, org.assertj.core.api.Assertions.within(0.01));
    }
  }

  @Test
  void thePointerIsToldTheValues() {
    Chart chart =
        Chart.of("", Axis.counts("epoch"), Axis.linear(""))
            .with(Mark.line("train", X, new double[] {4, 3, 2, 1}))
            .with(Mark.line("validation", X, new double[] {4, 3.5, Double.NaN, 3}));
    assertThat(Svg.inline(Figure.of(chart).draw()))
        .contains("epoch 1\ntrain 3\nvalidation 3.5<")
        .contains("epoch 2\ntrain 2<");
  }

  @Test
  void picturesNeedNothingElse() {
    String svg = Svg.file(Figure.of(charts().toArray(Chart[]::new)).draw());
    assertThat(svg.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http", "href", "url(");
    assertThat(svg).contains("prefers-color-scheme:dark");
  }

  @Test
  void aPngHasTwoPixelsForAUnit() throws Exception {
    Drawing drawing = Figure.of(charts().toArray(Chart[]::new)).sized(200, 150).draw();
    var image = ImageIO.read(new ByteArrayInputStream(Png.file(drawing)));
    assertThat(image.getWidth()).isEqualTo((int) (2 * drawing.width()));
    assertThat(image.getHeight()).isEqualTo((int) (2 * drawing.height()));
    assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
  }

  /// The path of the first thick line.
  private static String curve(Chart chart) throws Exception {
    NodeList paths = parse(Svg.file(Figure.of(chart).draw())).getElementsByTagName("path");
    return IntStream.range(0, paths.getLength())
        .mapToObj(i -> paths.item(i).getAttributes())
        .filter(a -> a.getNamedItem("stroke-width").getNodeValue().equals("2"))
        .map(a -> a.getNamedItem("d").getNodeValue())
        .findFirst()
        .orElseThrow();
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
