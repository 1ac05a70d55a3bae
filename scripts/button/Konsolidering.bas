Option Explicit
' What the buttons of Konsolidering.xlsm do: hand a job to the installed jamxl, wait, and show the answer.
'
' No Declare, no references, nothing that runs by itself, no command interpreter. The program is looked for in fixed
' places, never in a cell or beside the workbook: a signature covers this code, not the cells. ThisWorkbook.Path is
' never read, since it is a web address for a synchronised workbook. How the job folder is written and read is told in
' jamxl/jobs.py.

' Seconds without a sign of life before the user is told that jamxl does not answer.
Private Const PATIENCE As Long = 60
Private Const ESCAPED As Long = 18
Private Const NOT_INSTALLED As String = "jamxl hittas inte på datorn. Be IT installera jamxl, eller läs på bladet Hjälp om att starta utan knappen."

Private busy As Boolean

Public Sub JamxlKontrollera()
    Ask "Kontrollera"
End Sub

Public Sub JamxlSkapa()
    Ask "Skapa arbetsböcker"
End Sub

Public Sub JamxlKonsolidera()
    Ask "Konsolidera"
End Sub

Public Sub JamxlOppna()
    Ask "Öppna senaste rapport"
End Sub

Public Sub JamxlValjMapp()
    Dim picker As Object
    On Error GoTo Failed
    ' 4: a folder.
    Set picker = Application.FileDialog(4)
    picker.Title = "Välj projektmappen, den som har jamxl.toml"
    If picker.Show = -1 Then Named("Projektmapp").Value = picker.SelectedItems(1)
    Exit Sub
Failed:
    Say "Det går inte att bläddra här. Klistra in mappens sökväg i cellen Projektmapp."
End Sub

Private Sub Ask(ByVal task As String)
    Dim program As String, folder As String
    If busy Then Exit Sub
    busy = True
    On Error GoTo Failed
    Named("Besked").Value = ""
    Application.StatusBar = "jamxl: " & task & " ..."
    program = Installed()
    If program = "" Then
        Say NOT_INSTALLED
    Else
        folder = NewFolder()
        WriteWish folder, task
        Start program, folder
        Await folder
        If Exists(folder, "svar.txt") Then ShowAnswer folder
    End If
    Application.StatusBar = False
    busy = False
    Exit Sub
Failed:
    Say "Det gick inte att starta jamxl: " & Err.Description & " Läs på bladet Hjälp om att starta utan knappen."
    Application.StatusBar = False
    busy = False
End Sub

' --- the job ---------------------------------------------------------------------------------------------------

Private Sub WriteWish(ByVal folder As String, ByVal task As String)
    Dim file As Integer
    file = FreeFile
    Open folder & "uppdrag.txt" For Output As #file
    Print #file, "uppgift=" & Ascii(task)
    Print #file, "mapp=" & Ascii(CStr(Named("Projektmapp").Value))
    Print #file, "period=" & Ascii(CStr(Named("Period").Value))
    Print #file, "utgava=" & Ascii(CStr(Named("Utgava").Value))
    Close #file
End Sub

Private Sub Start(ByVal program As String, ByVal folder As String)
    Dim host As Object
    On Error Resume Next
    Set host = CreateObject("WScript.Shell")
    On Error GoTo 0
    If host Is Nothing Then
        Shell Quoted(program) & " job " & Quoted(folder & "."), 0
    Else
        ' Takes any character in a path, which Shell does not; 0: without a window.
        host.Run Quoted(program) & " job " & Quoted(folder & "."), 0, False
    End If
End Sub

Private Function Quoted(ByVal path As String) As String
    Quoted = """" & path & """"
End Function

Private Sub Await(ByVal folder As String)
    Dim beat As String, last As String, waited As Double
    On Error GoTo Failed
    ' 2: Esc comes as an error, so that it can be told to jamxl.
    LetEsc 2
    Do Until Exists(folder, "svar.txt")
        Pause 0.3
        waited = waited + 0.3
        beat = ValueOf(folder & "framsteg.txt", "slag")
        If beat <> last Then
            last = beat
            waited = 0
            Application.StatusBar = "jamxl: " & ValueOf(folder & "framsteg.txt", "text") & " ... (Esc avbryter)"
        End If
        If waited > PATIENCE Then
            Say "jamxl svarar inte. Försök igen om en stund. Hjälper det inte: läs på bladet Hjälp."
            Exit Do
        End If
    Loop
    LetEsc 1
    Exit Sub
Failed:
    If Err.Number <> ESCAPED Then Err.Raise Err.Number, , Err.Description
    Touch folder & "avbryt.txt"
    Resume Next
End Sub

Private Sub LetEsc(ByVal how As Long)
    ' Not every program that opens the workbook knows this.
    On Error Resume Next
    Application.EnableCancelKey = how
End Sub

Private Sub ShowAnswer(ByVal folder As String)
    Dim answer() As String, at As Long, cut As Long, told As String, opens As String
    Dim table As Object, row As Long
    Set table = Named("Enheter")
    answer = Split(Contents(folder & "svar.txt"), vbLf)
    Application.ScreenUpdating = False
    For at = 0 To UBound(answer)
        cut = InStr(answer(at), "=")
        If cut > 0 Then
            told = Mid(answer(at), cut + 1)
            Select Case Left(answer(at), cut - 1)
                Case "text"
                    Say Plain(told)
                Case "oppna"
                    opens = Plain(told)
                Case "enheter"
                    Clear table
                Case "rad"
                    row = row + 1
                    WriteRow table, row, Split(told, vbTab)
            End Select
        End If
    Next at
    Application.ScreenUpdating = True
    RemoveFolder folder
    ' Nothing that could have macros is opened from here.
    If LCase(Right(opens, 5)) = ".xlsx" Then Workbooks.Open opens
End Sub

' --- the sheet -------------------------------------------------------------------------------------------------

Private Function Named(ByVal called As String) As Object
    Set Named = ThisWorkbook.Names(called).RefersToRange
End Function

Private Sub Say(ByVal message As String)
    Named("Besked").Value = message
End Sub

Private Sub Clear(ByVal table As Object)
    ShowAll table.Worksheet
    table.Worksheet.Range(table.Cells(2, 1), table.Cells(5001, 5)).ClearContents
End Sub

Private Sub ShowAll(ByVal sheet As Object)
    ' Rows that a filter hides would not be cleared. Without a filter in use there is nothing to show.
    On Error Resume Next
    If sheet.FilterMode Then sheet.ShowAllData
End Sub

Private Sub WriteRow(ByVal table As Object, ByVal row As Long, ByVal told As Variant)
    Dim at As Long
    For at = 0 To UBound(told)
        If at = 4 And told(at) <> "" Then
            table.Cells(row + 1, at + 1).Value = CLng(told(at))
        Else
            table.Cells(row + 1, at + 1).Value = Plain(told(at))
        End If
    Next at
End Sub

' --- files -----------------------------------------------------------------------------------------------------

Private Function Installed() As String
    Dim places As Variant, at As Long
    places = Array(Within("ProgramFiles", "\jamxl\jamxl.exe"), _
                   Within("LOCALAPPDATA", "\Programs\jamxl\jamxl.exe"), _
                   Within("USERPROFILE", "\.local\bin\jamxl.exe"), _
                   Environ("JAMXL_EXE"))
    For at = 0 To UBound(places)
        If places(at) <> "" Then
            If Dir(places(at)) <> "" Then
                Installed = places(at)
                Exit Function
            End If
        End If
    Next at
End Function

Private Function Within(ByVal variable As String, ByVal rest As String) As String
    If Environ(variable) <> "" Then Within = Environ(variable) & rest
End Function

Private Function NewFolder() As String
    Dim root As String, folder As String
    root = Environ("TEMP")
    If root = "" Then root = "/tmp"
    Randomize
    Do
        folder = root & Application.PathSeparator & "jamxl-" & CStr(Int(Rnd() * 1000000000))
    Loop While Dir(folder, 16) <> ""
    MkDir folder
    NewFolder = folder & Application.PathSeparator
End Function

Private Sub RemoveFolder(ByVal folder As String)
    ' jamxl may still have a file open; then the folder stays, in the temporary one.
    Dim file As Variant
    On Error Resume Next
    For Each file In Array("uppdrag.txt", "framsteg.txt", "avbryt.txt", "svar.txt")
        Kill folder & file
    Next file
    RmDir folder
End Sub

Private Function Exists(ByVal folder As String, ByVal file As String) As Boolean
    Exists = Dir(folder & file) <> ""
End Function

Private Sub Touch(ByVal path As String)
    Dim file As Integer
    file = FreeFile
    Open path For Output As #file
    Close #file
End Sub

Private Function Contents(ByVal path As String) As String
    Dim file As Integer, part As String, whole As String
    file = FreeFile
    Open path For Input As #file
    Do Until EOF(file)
        Line Input #file, part
        whole = whole & part & vbLf
    Loop
    Close #file
    Contents = Replace(whole, vbCr, "")
End Function

Private Function ValueOf(ByVal path As String, ByVal key As String) As String
    Dim told() As String, at As Long
    ' A file that is being replaced just now is looked at again.
    On Error GoTo Missing
    If Dir(path) = "" Then Exit Function
    told = Split(Contents(path), vbLf)
    For at = 0 To UBound(told)
        If Left(told(at), Len(key) + 1) = key & "=" Then ValueOf = Plain(Mid(told(at), Len(key) + 2))
    Next at
Missing:
End Function

Private Function Ascii(ByVal value As String) As String
    Dim at As Long, char As String, code As Long, whole As String
    For at = 1 To Len(value)
        char = Mid(value, at, 1)
        code = AscW(char) And &HFFFF&
        If code < 32 Or code > 126 Or char = "\" Then char = "\u" & Right("000" & Hex(code), 4)
        whole = whole & char
    Next at
    Ascii = whole
End Function

Private Function Plain(ByVal value As String) As String
    Dim at As Long, whole As String
    at = 1
    Do While at <= Len(value)
        If Mid(value, at, 2) = "\u" Then
            whole = whole & ChrW(CLng("&H" & Mid(value, at + 2, 4)))
            at = at + 6
        Else
            whole = whole & Mid(value, at, 1)
            at = at + 1
        End If
    Loop
    Plain = whole
End Function

Private Sub Pause(ByVal seconds As Double)
    Dim since As Double
    since = Timer
    ' Timer starts again at midnight.
    Do While Timer - since < seconds And Timer >= since
        DoEvents
    Loop
End Sub
