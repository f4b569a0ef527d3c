package dev.counterfoil.app.platform

import android.content.Context
import android.media.AudioManager
import android.media.ToneGenerator
import android.os.VibrationEffect
import android.os.Vibrator
import dev.counterfoil.app.wall.Feedback
import dev.counterfoil.app.wall.ReadSignal

/** A tone and a vibration for each read: she looks at the parcels, not at the screen. */
class SoundAndTouch(context: Context) : Feedback {
    private val vibrator = context.getSystemService(Vibrator::class.java)

    // A device that has no tones left to give still vibrates.
    private val tones by lazy { runCatching { ToneGenerator(AudioManager.STREAM_NOTIFICATION, LOUDEST) }.getOrNull() }

    override fun tell(signal: ReadSignal) {
        val told = TOLD.getValue(signal)
        tones?.startTone(told.tone, told.lastsMs)
        if (vibrator?.hasVibrator() == true) vibrator.vibrate(VibrationEffect.createWaveform(told.pattern, ONCE))
    }

    /** [pattern]: ms of rest and of vibration by turns, rest first. */
    internal class Told(val tone: Int, val lastsMs: Int, vararg val pattern: Long)

    internal companion object {
        private const val LOUDEST = 100
        private const val ONCE = -1

        /** High and short is well, low and long is not; the more pulses, the more there is to look at. */
        val TOLD = mapOf(
            ReadSignal.GOOD to Told(ToneGenerator.TONE_PROP_BEEP, 80, 0, 40),
            ReadSignal.GOOD_BUT to Told(ToneGenerator.TONE_PROP_BEEP2, 220, 0, 40, 80, 40),
            ReadSignal.NEXT_PIECE to Told(ToneGenerator.TONE_PROP_ACK, 220, 0, 40, 80, 40, 80, 40),
            ReadSignal.AGAIN to Told(ToneGenerator.TONE_PROP_PROMPT, 200, 0, 150),
            ReadSignal.NOT_YOURS to Told(ToneGenerator.TONE_PROP_NACK, 400, 0, 300, 100, 300),
            ReadSignal.STAYS to Told(ToneGenerator.TONE_CDMA_EMERGENCY_RINGBACK, 800, 0, 700),
            ReadSignal.UNKNOWN to Told(ToneGenerator.TONE_SUP_CONGESTION, 400, 0, 150, 100, 150),
            ReadSignal.FAILED to Told(ToneGenerator.TONE_SUP_ERROR, 1_000, 0, 400, 150, 400, 150, 400),
        )
    }
}
