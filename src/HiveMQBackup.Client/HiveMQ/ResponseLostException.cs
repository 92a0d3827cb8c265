namespace HiveMQBackup.Client.HiveMQ;

/// <summary>A create request may have arrived, but its response was lost.</summary>
internal sealed class ResponseLostException(string message, Exception? inner) : Exception(message, inner);
