package dev.counterfoil.app.design

import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.graphics.vector.PathParser
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp

/** The app's icons: one pen, 24 by 24. Each stands beside words, so none needs a description of its own. */
object Icons {
    val back = pen("M15 5 L8 12 L15 19")
    val next = pen("M9 5 L16 12 L9 19")
    val down = pen("M5 9 L12 16 L19 9")
    val check = pen("M4 12.5 L9.5 18 L20 6.5")
    val close = pen("M6 6 L18 18 M18 6 L6 18")
    val search = pen("M10.5 4 A6.5 6.5 0 1 1 10.5 17 A6.5 6.5 0 1 1 10.5 4 M15.5 15.5 L21 21")
    val clock = pen("M12 3 A9 9 0 1 1 12 21 A9 9 0 1 1 12 3 M12 7.5 L12 12.5 L15.5 14.5")
    val warning = pen("M12 3.5 L22 20.5 L2 20.5 Z M12 10 L12 14.5 M12 17.4 L12 17.5")
    val stop = pen("M8 2.5 L16 2.5 L21.5 8 L21.5 16 L16 21.5 L8 21.5 L2.5 16 L2.5 8 Z M12 7.5 L12 13 M12 16.4 L12 16.5")
    val bell = pen("M6 16.5 L6 10.5 A6 6 0 0 1 18 10.5 L18 16.5 L20 18.5 L4 18.5 Z M10 21.5 L14 21.5")
    val parcel = pen("M3.5 7.5 L12 3 L20.5 7.5 L20.5 16.5 L12 21 L3.5 16.5 Z M3.5 7.5 L12 12 L20.5 7.5 M12 12 L12 21")
    val pin = pen("M12 21.5 L6 13 A7.2 7.2 0 1 1 18 13 Z M12 7 A2.3 2.3 0 1 1 12 11.6 A2.3 2.3 0 1 1 12 7")
    val person = pen("M12 3.5 A4 4 0 1 1 12 11.5 A4 4 0 1 1 12 3.5 M4.5 20.5 A7.5 7 0 0 1 19.5 20.5")
    val note =
        pen("M5 3.5 L19 3.5 L19 15.5 L14 20.5 L5 20.5 Z M14 20.5 L14 15.5 L19 15.5 M8.5 8 L15.5 8 M8.5 12 L13 12")
    val money = pen("M5.5 3.5 L12 11 L18.5 3.5 M12 11 L12 21 M7 12 L17 12 M7 16 L17 16")
    val phone =
        pen(
            "M8 2.5 L16 2.5 A1.5 1.5 0 0 1 17.5 4 L17.5 20 A1.5 1.5 0 0 1 16 21.5 L8 21.5 A1.5 1.5 0 0 1 6.5 20 " +
                "L6.5 4 A1.5 1.5 0 0 1 8 2.5 " +
                "M11 18.3 L13 18.3",
        )
    val hub = pen("M4 5 L20 5 L20 11 L4 11 Z M4 14 L20 14 L20 20 L4 20 Z M7.5 8 L7.6 8 M7.5 17 L7.6 17")
    val shield =
        pen(
            "M12 2.5 L20 5.5 L20 11.5 A9.5 10 0 0 1 12 21.5 A9.5 10 0 0 1 4 11.5 L4 5.5 Z " +
                "M8.5 11.8 L11.2 14.5 L15.8 9.5",
        )
    val offline =
        pen(
            "M3 3 L21 21 M7.5 9.5 A4.8 4.8 0 0 0 7 19 L16.5 19 " +
                "M10.5 6 A5.5 5.5 0 0 1 17.3 10.7 A4.3 4.3 0 0 1 19.8 17.5",
        )
    val send = pen("M12 20 L12 4.5 M5.5 11 L12 4.5 L18.5 11")
    val sync =
        pen("M4 11 A8 8 0 0 1 18.5 7 M19.5 3 L19.3 7.8 L14.6 7.4 M20 13 A8 8 0 0 1 5.5 17 M4.5 21 L4.7 16.2 L9.4 16.6")
    val camera =
        pen(
            "M3 7.5 L7.5 7.5 L9.2 4.5 L14.8 4.5 L16.5 7.5 L21 7.5 L21 19.5 L3 19.5 Z " +
                "M12 9.5 A3.7 3.7 0 1 1 12 16.9 A3.7 3.7 0 1 1 12 9.5",
        )
    val pencil = pen("M4 20 L5 15.5 L16 4.5 L19.5 8 L8.5 19 Z M13.5 7 L17 10.5")
    val undo = pen("M8.5 4.5 L4 9 L8.5 13.5 M4 9 L14.5 9 A5.5 5.5 0 0 1 14.5 20 L8 20")
    val list = pen("M9 6 L20.5 6 M9 12 L20.5 12 M9 18 L20.5 18 M4 6 L4.1 6 M4 12 L4.1 12 M4 18 L4.1 18")
    val split = pen("M12 21 L12 14 L5 5.5 M5 10.5 L5 5.5 L10 5.5 M12 14 L19 5.5 M14 5.5 L19 5.5 L19 10.5")
    val lock = pen("M5.5 10.5 L18.5 10.5 L18.5 20.5 L5.5 20.5 Z M8.5 10.5 L8.5 7.5 A3.5 3.5 0 0 1 15.5 7.5 L15.5 10.5")
    val disk = pen("M4 6 A8 3 0 0 1 20 6 A8 3 0 0 1 4 6 M4 6 L4 18 A8 3 0 0 0 20 18 L20 6 M4 12 A8 3 0 0 0 20 12")
    val truck =
        pen(
            "M2.5 6 L14 6 L14 16.5 L2.5 16.5 Z M14 9.5 L18.5 9.5 L21.5 13 L21.5 16.5 L14 16.5 " +
                "M7 15 A2.2 2.2 0 1 1 7 19.4 A2.2 2.2 0 1 1 7 15 " +
                "M17.5 15 A2.2 2.2 0 1 1 17.5 19.4 A2.2 2.2 0 1 1 17.5 15",
        )
    val cold = pen("M12 2.5 L12 21.5 M3.8 7.2 L20.2 16.8 M20.2 7.2 L3.8 16.8")
    val priority = pen("M5 21.5 L5 3.5 L19 3.5 L15.5 8.5 L19 13.5 L5 13.5")
    val pause = pen("M8.5 5 L8.5 19 M15.5 5 L15.5 19")
    val moon = pen("M20 14.5 A8.5 8.5 0 1 1 9.5 4 A7 7 0 0 0 20 14.5 Z")

    private fun pen(path: String): ImageVector = ImageVector.Builder(
        defaultWidth = 24.dp,
        defaultHeight = 24.dp,
        viewportWidth = 24f,
        viewportHeight = 24f,
    ).addPath(
        pathData = PathParser().parsePathString(path).toNodes(),
        stroke = SolidColor(Color.Black),
        strokeLineWidth = 2f,
        strokeLineCap = StrokeCap.Round,
        strokeLineJoin = StrokeJoin.Round,
    ).build()
}

/** An icon beside words that say the same. */
@Composable
fun Sign(icon: ImageVector, color: Color, size: Dp = 24.dp, modifier: Modifier = Modifier) {
    Icon(icon, contentDescription = null, tint = color, modifier = modifier.size(size))
}
