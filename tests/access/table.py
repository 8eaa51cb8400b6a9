"""Who is told what at which door: decided by hand from DESIGN §2 and §3.3, CONTRACTS *who* and docs/adr/0012.

A line is a door, the thing it is asked about (`OF_ONE`; the letters are those of `tests.access.world`), and a cell for
each column of readers: a reader and an admin of the partner or of the owner have a column each (-r, -a), or one for
both where they are told the same; «cur+party» is a curator who belongs to the party. In a cell

    404  302  410…    the status it answers with, and then none of the words is told
    PpsR              it answers 200 and tells of these things, and of no other
    none              it answers 200 and tells of nothing
    any               it answers 200 and may tell whatever the staff read: everything but a signed original
    .                 that reader has no such address

`tests.access.places` says where each door is and which facts of a thing it tells: every word of those facts must be
there, and no other word of any thing may. So a cell is at once what must be told and what must not.

The rules behind the cells. A working copy is read by members of its owner, of the partners of its alliance and of its
parties, and by staff; one kept to the organisation («entitat») only by those whose own affair it is, owner and parties,
and by staff. The public reads what is registered, public and of a published alliance, and its page tells no more than
that to anybody, but for the documents; what is registered and not public stands at the same address for those who read
its working copy. The API tells each caller of what is registered and hers to read. A signed original never leaves owner
and parties; minutes kept to the organisation are the owner’s and the staff’s. A room of work is entered by its members
and by staff. Why a part is disputed is for those involved and staff; procedures are their organisation’s alone, and the
staff’s.
"""

OF_ONE = """
door             thing  nobody  outsider  partner-r  partner-a  party      owner-r     owner-a     curator    cur+party
page             P      Ppc     Ppc       Ppcx       Ppcx       Ppcxo      Ppcxmo      Ppcxmo      Ppcxm      Ppcxmo
page             S      404     404       S          S          S          S           S           S          S
page             E      404     404       404        404        E          E           E           E          E
page             D      404     404       404        404        404        404         404         404        404
page             W      410     410       410        410        410        410         410         410        410
page             U      404     404       U          U          U          U           U           U          U
page             p      Pp      Pp        Pp         Pp         Pp         Pp          Pp          Pp         Pp
page             s      404     404       Ps         Ps         Ps         Ps          Ps          Ps         Ps
page             e      404     404       404        404        Pe         Pe          Pe          Pe         Pe
page             d      404     404       404        404        404        404         404         404        404
page-draft       P      404     404       PDpsdcx    PDpsdcx    PDpsedcxo  PDpsedcxmo  PDpsedcxmo  PDpsedcxm  PDpsedcxmo
page-draft       S      404     404       S          S          S          S           S           S          S
page-draft       E      404     404       404        404        E          E           E           E          E
page-draft       D      404     404       PD         PD         PD         PD          PD          PD         PD
page-draft       W      404     404       W          W          W          W           W           W          W
page-draft       U      404     404       U          U          U          U           U           U          U
page-draft       p      404     404       Pp         Pp         Pp         Pp          Pp          Pp         Pp
page-draft       s      404     404       Ps         Ps         Ps         Ps          Ps          Ps         Ps
page-draft       e      404     404       404        404        Pe         Pe          Pe          Pe         Pe
page-draft       d      404     404       Pd         Pd         Pd         Pd          Pd          Pd         Pd
page-before      P      Ppc     Ppc       Ppcx       Ppcx       Ppcxo      Ppcxmo      Ppcxmo      Ppcxm      Ppcxmo
draft-before     P      404     404       PDpsdcx    PDpsdcx    PDpsedcxo  PDpsedcxmo  PDpsedcxmo  PDpsedcxm  PDpsedcxmo
card             P      none    none      none       none       none       none        none        none       none
card             S      404     404       404        404        404        404         404         404        404
comparison       P      Pp      Pp        Pp         Pp         Pp         Pp          Pp          Pp         Pp
comparison       S      404     404       S          S          S          S           S           S          S
comparison       E      404     404       404        404        E          E           E           E          E
comparison       U      404     404       U          U          U          U           U           U          U
comparison-draft P      404     404       Ppsd       Ppsd       Ppsed      Ppsed       Ppsed       Ppsed      Ppsed
comparison-draft S      404     404       S          S          S          S           S           S          S
comparison-draft E      404     404       404        404        E          E           E           E          E
pdf              P      Pp      Pp        Pp         Pp         Pp         Pp          Pp          Pp         Pp
pdf              S      404     404       S          S          S          S           S           S          S
pdf              E      404     404       404        404        E          E           E           E          E
pdf              U      404     404       U          U          U          U           U           U          U
pdf              e      404     404       404        404        e          e           e           e          e
pdf-draft        P      404     404       Ppsd       Ppsd       Ppsed      Ppsed       Ppsed       Ppsed      Ppsed
pdf-draft        S      404     404       S          S          S          S           S           S          S
pdf-draft        E      404     404       404        404        E          E           E           E          E
outline          P      302     Pp        403        Pps        403        403         Ppse        Ppse       Ppse
outline          S      302     404       403        S          403        403         S           S          S
outline          E      302     404       404        404        403        403         E           E          E
outline          D      302     404       404        404        404        404         404         404        404
outline          W      302     404       404        404        404        404         404         404        404
outline          U      302     404       403        U          403        403         U           U          U
docx             P      302     Pp        403        Pps        403        403         Ppse        Ppse       Ppse
docx             E      302     404       404        404        403        403         E           E          E
api              P      Ppc     Ppc       PDpscx     PDpscx     PDpsecxo   PDpsecxmo   PDpsecxmo   PDpsecxm   PDpsecxmo
api              S      404     404       S          S          S          S           S           S          S
api              E      404     404       404        404        E          E           E           E          E
api              D      404     404       404        404        404        404         404         404        404
api              W      410     410       410        410        410        410         410         410        410
api              U      404     404       U          U          U          U           U           U          U
api-addendum     p      Pp      Pp        Pp         Pp         Pp         Pp          Pp          Pp         Pp
api-addendum     s      404     404       Ps         Ps         Ps         Ps          Ps          Ps         Ps
api-addendum     e      404     404       404        404        Pe         Pe          Pe          Pe         Pe
api-addendum     d      404     404       404        404        404        404         404         404        404
api-draft        P      404     404       PDpsdcx    PDpsdcx    PDpsedcxo  PDpsedcxmo  PDpsedcxmo  PDpsedcxm  PDpsedcxmo
api-draft        S      404     404       S          S          S          S           S           S          S
api-draft        E      404     404       404        404        E          E           E           E          E
api-draft        D      404     404       D          D          D          D           D           D          D
api-draft        W      404     404       W          W          W          W           W           W          W
api-draft        U      404     404       U          U          U          U           U           U          U
api-draft        s      404     404       Ps         Ps         Ps         Ps          Ps          Ps         Ps
api-draft        e      404     404       404        404        Pe         Pe          Pe          Pe         Pe
api-draft        d      404     404       Pd         Pd         Pd         Pd          Pd          Pd         Pd
api-first        P      Ppc     Ppc       PDpscx     PDpscx     PDpsecxo   PDpsecxmo   PDpsecxmo   PDpsecxm   PDpsecxmo
api-first        E      404     404       404        404        E          E           E           E          E
text             P      Pp      Pp        Pps        Pps        Ppse       Ppse        Ppse        Ppse       Ppse
text             S      404     404       S          S          S          S           S           S          S
text             E      404     404       404        404        E          E           E           E          E
text             D      404     404       404        404        404        404         404         404        404
text-draft       P      404     404       Ppsd       Ppsd       Ppsed      Ppsed       Ppsed       Ppsed      Ppsed
text-draft       E      404     404       404        404        E          E           E           E          E
text-draft       D      404     404       D          D          D          D           D           D          D
text-before      P      404     404       P          P          P          P           P           P          P
diff             P      Pp      Pp        Pps        Pps        Ppse       Ppse        Ppse        Ppse       Ppse
diff-unchanged   E      404     404       404        404        E          E           E           E          E
diff-draft       P      404     404       Ppsd       Ppsd       Ppsed      Ppsed       Ppsed       Ppsed      Ppsed
semafor          P      none    none      none       none       none       none        none        none       none
semafor          S      404     404       none       none       none       none        none        none       none
semafor          E      404     404       404        404        none       none        none        none       none
semafor-draft    D      404     404       none       none       none       none        none        none       none
semafor-draft    E      404     404       404        404        none       none        none        none       none
charge           P      .       404       P          P          P          P           P           P          P
charge           E      .       404       404        404        E          E           E           E          E
charge           D      .       404       D          D          D          D           D           D          D
procedures       P      .       404       404        404        P          PT          PTcxmo      PTcxm      P
procedures       E      .       404       404        404        E          E           E           E          E
their-procedures P      302     404       404        404        404        PT          PTcxmo      PTcxm      PTcxmo
documents        P      .       404       Pcx        Pcx        Pcxo       Pcxmo       Pcxmo       Pcxm       Pcxmo
documents        E      .       404       404        404        E          E           E           E          E
documents        D      .       404       D          D          D          D           D           D          D
steps            P      302     404       Ppsd       Ppsd       Ppsed      Ppsed       Ppsed       Ppsed      Ppsed
steps            E      302     404       404        404        E          E           E           E          E
form             P      302     404       403        403        403        403         P           P          P
form             E      302     404       404        404        403        403         E           E          E
review           P      302     404       404        404        404        404         404         any        any
review           E      302     404       404        404        404        404         404         any        any
review           D      302     404       404        404        404        404         404         any        any
download         c      c       c         c          c          c          c           c           c          c
download         x      404     404       x          x          x          x           x           x          x
download         m      404     404       404        404        404        m           m           m          m
download         o      404     404       404        404        o          o           o           404        o
download         S      404     404       S          S          S          S           S           S          S
download         E      404     404       404        404        E          E           E           E          E
download         D      404     404       D          D          D          D           D           D          D
download         W      404     404       W          W          W          W           W           W          W
download         U      404     404       U          U          U          U           U           U          U
download         p      p       p         p          p          p          p           p           p          p
download         s      404     404       s          s          s          s           s           s          s
download         e      404     404       404        404        e          e           e           e          e
download         d      404     404       d          d          d          d           d           d          d
"""

OF_MANY = """
door                  nobody  outsider  partner     party          owner           curator        cur+party
home                  none    none      none        none           none            none           none
alliance              Pp      Pp        PpR         PpR            PpR             PpR            PpR
alliance-draft        404     404       PSDWpsdR    PSEDWpsedR     PSEDWpsedR      PSEDWpsedR     PSEDWpsedR
closed                404     404       404         404            404             404            404
closed-draft          404     404       U           U              U               U              U
owner                 Pp      Pp        Pp          Pp             Pp              Pp             Pp
party                 Pp      Pp        Pp          Pp             Pp              Pp             Pp
transparency          Ppc     Ppc       Ppc         Ppc            PSEDWUpc        PSEDWUpc       PSEDWUpc
framed                Ppc     Ppc       Ppc         Ppc            Ppc             Ppc            Ppc
transparency-csv      Pp      Pp        Pp          Pp             Pp              Pp             Pp
transparency-xlsx     Pp      Pp        Pp          Pp             Pp              Pp             Pp
desk                  .       none      PSDWUpsd    PSEDWUpsed     PSEDWUpsedR     PSEDWUpsedR    PSEDWUpsed
their-desk            302     404       404         404            PSEDWUpsedR     PSEDWUpsedR    PSEDWUpsedR
agreements            .       none      PSDWUpsd    PSEDWUpsed     PSEDWUpsed      PSEDWUpsed     PSEDWUpsed
their-agreements      302     404       404         404            PSEDWUpsed      PSEDWUpsed     PSEDWUpsed
radar                 .       none      PSDU        PSEDU          PSEDU           PSEDU          PSEDU
radar-csv             .       none      PSDU        PSEDU          PSEDU           PSEDU          PSEDU
their-radar           302     404       404         404            PSEDU           PSEDU          PSEDU
their-radar-csv       302     404       404         404            PSEDU           PSEDU          PSEDU
money                 .       none      none        PSEUpse        PSEUpse         PSEUpse        PSEUpse
money-csv             .       none      none        PSEUpse        PSEUpse         PSEUpse        PSEUpse
their-money           302     404       404         404            PSEUpse         PSEUpse        PSEUpse
their-money-csv       302     404       404         404            PSEUpse         PSEUpse        PSEUpse
pending               .       none      none        none           PT              PT             none
their-pending         302     404       404         404            PT              PT             PT
confirm-partner       302     404       R           404            404             R              R
confirm-party         302     404       404         PSEpse         404             PSEpse         PSEpse
confirm-owner         302     404       404         404            PSEpse          PSEpse         PSEpse
calendar              .       none      PSDU        PSEDU          PSEDU           .              PSEDU
queue                 302     404       404         404            404             none           none
registered            302     404       404         404            404             PSEDWUpsed     PSEDWUpsed
staff-radar           302     404       404         404            404             PSEDU          PSEDU
staff-radar-csv       302     404       404         404            404             PSEDU          PSEDU
feed-alliances        none    none      none        none           none            none           none
feed                  Pp      Pp        Pp          Pp             Pp              Pp             Pp
sitemap               Pp      Pp        Pp          Pp             Pp              Pp             Pp
search                Pp      Pp        Pp          Pp             Pp              Pp             Pp
search-title          Pp      Pp        Pp          Pp             Pp              Pp             Pp
api-search            Pp      Pp        Pp          Pp             Pp              Pp             Pp
suggest               Pp      Pp        Pp          Pp             Pp              Pp             Pp
api-list              Ppc     Ppc       PDpscx      PDpsecxo       PDpsecxmo       PDpsecxm       PDpsecxmo
api-expanded          Ppc     Ppc       PDpscx      PDpsecxo       PDpsecxmo       PDpsecxm       PDpsecxmo
api-since             Ppc     Ppc       PDpscx      PDpsecxo       PDpsecxmo       PDpsecxm       PDpsecxmo
api-drafts            none    none      PSDWUpsdcx  PSEDWUpsedcxo  PSEDWUpsedcxmo  PSEDWUpsedcxm  PSEDWUpsedcxmo
api-addenda           Pp      Pp        Pp          Pp             Pp              Pp             Pp
api-addenda-drafts    none    none      Ppsd        Ppsed          Ppsed           Ppsed          Ppsed
api-alliance          P       P         PS          PSE            PSE             PSE            PSE
api-alliance-draft    404     404       PSDW        PSEDW          PSEDW           PSEDW          PSEDW
api-closed            404     404       404         404            404             404            404
api-closed-draft      404     404       U           U              U               U              U
api-alliances-drafts  none    none      PSDWU       PSEDWU         PSEDWU          PSEDWU         PSEDWU
api-radar             401     none      PSDUpsd     PSEDUpsed      PSEDUpsed       PSEDUpsed      PSEDUpsed
api-their-radar       401     404       404         404            PSEDUpsed       PSEDUpsed      PSEDUpsed
events                PWp     PWp       PSWUps      PSEWUpse       PSEWUpse        PSEWUpse       PSEWUpse
"""

# Which words anybody finds by searching for them: the titles and texts of what the public reads.
FOUND = {"title": "Pp", "part": "Pp", "person": "", "given": "", "copy": "", "filename": "", "text": ""}
